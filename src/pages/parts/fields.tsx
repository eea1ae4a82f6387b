import type { ComponentChildren, VNode } from 'preact'
import { plainName } from './names.tsx'

export interface InputProps {
  readonly name: string
  readonly label: string
  readonly value: string
  readonly detail?: string | undefined
  /** What is wrong with the value, in words. */
  readonly fault?: string | undefined
}

const describedBy = ({ name, detail, fault }: InputProps): string | undefined =>
  [fault && `${name}-fault`, detail && `${name}-detail`].filter(Boolean).join(' ') || undefined

const Explained = (props: InputProps & { readonly children: ComponentChildren }): VNode => (
  <div class="field">
    <label for={props.name}>{props.label}</label>
    {props.detail && (
      <p class="detail" id={`${props.name}-detail`}>
        {props.detail}
      </p>
    )}
    {props.children}
    {props.fault && (
      <p class="fault" id={`${props.name}-fault`}>
        {props.fault}
      </p>
    )}
  </div>
)

export interface EmailFieldProps extends Omit<InputProps, 'name'> {
  /** Shown by the browser instead of its own words, which come in the browser's language. */
  readonly invalid: string
}

/** The address field of every form; its name is `email`. Left to right, also where the page is not; invisible marks are gone from what it shows. */
export const EmailField = (props: EmailFieldProps): VNode => (
  <Explained {...props} name="email">
    <input
      id="email"
      name="email"
      type="email"
      dir="ltr"
      required
      maxLength={320}
      autocomplete="email"
      placeholder="name@example.org"
      value={plainName(props.value)}
      data-invalid={props.invalid}
      aria-invalid={props.fault ? 'true' : undefined}
      aria-describedby={describedBy({ ...props, name: 'email' })}
    />
  </Explained>
)

export interface PasswordFieldProps extends Omit<InputProps, 'name' | 'value'> {
  readonly autocomplete: 'current-password' | 'new-password'
  readonly minLength?: number
}

/** The password field; its name is `password`, and it is never filled by us. */
export const PasswordField = ({ autocomplete, minLength, ...props }: PasswordFieldProps): VNode => (
  <Explained {...props} name="password" value="">
    <input
      id="password"
      name="password"
      type="password"
      dir="ltr"
      required
      autocomplete={autocomplete}
      minLength={minLength}
      aria-invalid={props.fault ? 'true' : undefined}
      aria-describedby={describedBy({ ...props, name: 'password', value: '' })}
    />
  </Explained>
)

/** A few lines of plain text in any direction. */
export const TextAreaField = (props: InputProps): VNode => (
  <Explained {...props}>
    <textarea id={props.name} name={props.name} dir="auto" rows={3} aria-describedby={describedBy(props)}>
      {props.value}
    </textarea>
  </Explained>
)

/** A field that people never see and programs that fill in everything betray themselves with. */
export const Trap = ({ label }: { label: string }): VNode => (
  <div class="unseen" aria-hidden="true">
    <label for="website">{label}</label>
    <input id="website" name="website" type="text" tabIndex={-1} autocomplete="off" value="" />
  </div>
)

/** Hidden fields by name. */
export const Hidden = ({ fields }: { fields: Readonly<Record<string, string>> }): VNode => (
  <>
    {Object.entries(fields).map(([name, value]) => (
      <input type="hidden" name={name} value={value} />
    ))}
  </>
)
