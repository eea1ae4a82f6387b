import type { VNode } from 'preact'

export interface Option {
  readonly value: string
  readonly label: string
  readonly detail?: string | undefined
  /** A word beside the label, such as "usual". */
  readonly mark?: string | undefined
}

export interface ChoiceProps {
  readonly name: string
  readonly legend: string
  readonly options: readonly Option[]
  readonly chosen: string
  readonly detail?: string | undefined
  readonly fault?: string | undefined
}

const OptionRow = ({ name, option, chosen }: { name: string; option: Option; chosen: boolean }): VNode => (
  <label class="option">
    <input type="radio" name={name} value={option.value} checked={chosen} />
    <span>
      <span class="option-label">{option.label}</span>
      {option.mark && <span class="mark">{option.mark}</span>}
      {option.detail && <span class="detail">{option.detail}</span>}
    </span>
  </label>
)

/** One of several, as radio buttons: all of them visible, each row a target of at least 44 pixels. */
export const Choice = ({ name, legend, options, chosen, detail, fault }: ChoiceProps): VNode => (
  <fieldset
    class="choice"
    aria-describedby={[fault && `${name}-fault`, detail && `${name}-detail`].filter(Boolean).join(' ') || undefined}
  >
    <legend>{legend}</legend>
    {detail && (
      <p class="detail" id={`${name}-detail`}>
        {detail}
      </p>
    )}
    {options.map((option) => (
      <OptionRow name={name} option={option} chosen={option.value === chosen} />
    ))}
    {fault && (
      <p class="fault" id={`${name}-fault`}>
        {fault}
      </p>
    )}
  </fieldset>
)
