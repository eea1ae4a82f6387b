/** Something about this machine keeps Nashra from starting. The message is one sentence that says what to do about it. */
export class StartFault extends Error {
  override readonly name = 'StartFault'
}
