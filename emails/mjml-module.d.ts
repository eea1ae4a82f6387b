/** As much of MJML as Nashra uses; the package ships no types. */
declare module 'mjml' {
  interface MjmlOptions {
    readonly validationLevel: 'strict'
    readonly ignoreIncludes: boolean
    readonly fonts: Readonly<Record<string, string>>
    readonly minify: boolean
  }
  function mjml2html(tree: object, options: MjmlOptions): Promise<{ readonly html: string }>
  export = mjml2html
}
