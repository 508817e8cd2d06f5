/** Leads a person through sign-up, confirmation, sign-in and refresh against the local user pool. */
import type { CognitoAnswer, CognitoCall } from './cognito.ts'
import { control, element, find } from './dom.ts'
import { formatTime } from './format.ts'
import { describeFaults, readFailures } from './failure-text.ts'
import { checkFields } from './field-check.ts'
import type { FieldName } from './field-texts.ts'
import { clearResult, readLines, showFailures, showNote, whileBusy } from './form.ts'
import { drawUse } from './mail-panel.ts'
import { drawToken } from './tokens.ts'
import { inputsNamed, shareTyping, shareValue } from './shared-inputs.ts'
import type { Message } from '../../stand-ins/mailbox.ts'
import type { StackView } from '../views.ts'

const steps = ['sign-up', 'confirm', 'sign-in', 'tokens'] as const

type Step = (typeof steps)[number]

interface Pair {
  readonly Name: string
  readonly Value: string
}

/** A request, less the client. */
type Input = Readonly<Record<string, unknown>> & { readonly UserAttributes?: readonly Pair[] }

export const startJourney = (stack: StackView, cognito: CognitoCall) => {
  const forms = {
    'sign-up': find('sign-up', HTMLFormElement),
    confirm: find('confirm', HTMLFormElement),
    'sign-in': find('sign-in', HTMLFormElement),
    tokens: find('tokens', HTMLFormElement),
  } as const satisfies Record<Step, HTMLFormElement>
  const locale = control(forms['sign-up'], 'locale', HTMLSelectElement)
  const code = control(forms.confirm, 'code', HTMLInputElement)
  const codeHint = find('code-hint', HTMLParagraphElement)
  const tokenList = find('token-list', HTMLDivElement)
  const newPassword = find('new-password', HTMLDivElement)
  let refreshToken: string | null = null
  /** For a sign-in that waits for a new password. */
  let session: string | null = null

  /** The value of an input. Only passwords keep blanks at their ends. */
  const content = (step: Step, name: FieldName) => {
    const { type, value } = control(forms[step], name, HTMLInputElement)
    return type === 'password' ? value : value.trim()
  }
  const lines = (name: string) => readLines(control(forms['sign-up'], name, HTMLTextAreaElement).value)
  const metadata = () => ({ ClientMetadata: { locale: locale.value, ...Object.fromEntries(lines('more')) } })

  const go = (step: Step) => {
    for (const name of steps) {
      forms[name].hidden = name !== step
      const button = document.querySelector(`[data-step="${name}"]`)
      if (name === step) button?.setAttribute('aria-current', 'step')
      else button?.removeAttribute('aria-current')
    }
  }

  /** Sends one request when its fields are right. A refusal is shown where it belongs, and null is returned. */
  const call = async (step: Step, fields: readonly FieldName[], operation: string, input: Input) => {
    clearResult(forms[step])
    const faults = checkFields(fields.map((name) => [name, content(step, name)]))
    if (faults.length > 0) {
      showFailures(forms[step], describeFaults(faults, locale.value))
      return null
    }
    const answer = await whileBusy(forms[step], () =>
      cognito(operation, { ClientId: stack.clientId, ...input }),
    )
    if (answer.ok) return answer.body
    const attributes = input.UserAttributes?.map(({ Name }) => Name)
    const failures = readFailures(answer.exception, answer.message, { locale: locale.value, attributes })
    // When a new password is asked for, the answer is about that one.
    const passwordField = fields.includes('new-password') ? 'new-password' : 'password'
    showFailures(
      forms[step],
      failures.map((failure) =>
        failure.field === 'password' ? { ...failure, field: passwordField } : failure,
      ),
    )
    return null
  }

  const signUp = async () => {
    const attributes = [
      ['email', content('sign-up', 'email')],
      ['name', content('sign-up', 'name')],
      ...lines('attributes'),
    ].filter(([, text]) => text !== '')
    const body = await call('sign-up', ['email', 'password'], 'SignUp', {
      Username: content('sign-up', 'email'),
      Password: content('sign-up', 'password'),
      UserAttributes: toPairs(attributes),
      ...(lines('validation').length > 0 && { ValidationData: toPairs(lines('validation')) }),
      ...metadata(),
    })
    if (body === null) return
    const isConfirmed = body['UserConfirmed'] === true
    showNote(forms['sign-up'], isConfirmed ? 'Signed up and confirmed.' : 'Signed up.')
    const next = isConfirmed ? 'sign-in' : 'confirm'
    go(next)
    showNote(
      forms[next],
      isConfirmed ? 'Signed up and confirmed: sign in.' : 'Signed up: confirm with the code in the mail.',
    )
  }

  const confirm = async () => {
    const body = await call('confirm', ['email', 'code'], 'ConfirmSignUp', {
      Username: content('confirm', 'email'),
      ConfirmationCode: content('confirm', 'code'),
      ...metadata(),
    })
    if (body === null) return
    codeHint.replaceChildren()
    code.value = ''
    go('sign-in')
    showNote(forms['sign-in'], 'Confirmed: sign in.')
  }

  const resend = async () => {
    const input = { Username: content('confirm', 'email'), ...metadata() }
    if ((await call('confirm', ['email'], 'ResendConfirmationCode', input)) !== null)
      showNote(forms.confirm, 'Another code is on its way.')
  }

  const signIn = async () => {
    const USERNAME = content('sign-in', 'email')
    const name = session === null ? 'password' : 'new-password'
    const password = content('sign-in', name)
    const body = await (session === null
      ? call('sign-in', ['email', name], 'InitiateAuth', {
          AuthFlow: 'USER_PASSWORD_AUTH',
          AuthParameters: { USERNAME, PASSWORD: password },
          ...metadata(),
        })
      : call('sign-in', ['email', name], 'RespondToAuthChallenge', {
          ChallengeName: 'NEW_PASSWORD_REQUIRED',
          Session: session,
          ChallengeResponses: { USERNAME, NEW_PASSWORD: password },
          ...metadata(),
        }))
    if (body !== null) takeTokens('sign-in', body, 'Signed in.')
  }

  /** Asks for a new password; without a session it stops asking. */
  const askForNewPassword = (opened: string | null) => {
    session = opened
    newPassword.hidden = opened === null
    control(forms['sign-in'], 'new-password', HTMLInputElement).value = ''
  }

  const refresh = async () => {
    if (refreshToken === null)
      return showNote(forms.tokens, 'Sign in first: there is no token to refresh yet.')
    const body = await call('tokens', [], 'InitiateAuth', {
      AuthFlow: 'REFRESH_TOKEN_AUTH',
      AuthParameters: { REFRESH_TOKEN: refreshToken },
    })
    if (body !== null) takeTokens('tokens', body, `Refreshed at ${formatTime(Date.now())}.`)
  }

  const takeTokens = (step: Step, body: Extract<CognitoAnswer, { ok: true }>['body'], text: string) => {
    const result = body['AuthenticationResult']
    if (typeof result !== 'object' || result === null) {
      if (body['ChallengeName'] === 'NEW_PASSWORD_REQUIRED') {
        askForNewPassword(String(body['Session']))
        showNote(forms['sign-in'], 'This password was temporary: choose a new one.')
        return control(forms['sign-in'], 'new-password', HTMLInputElement).focus()
      }
      const asked = `The user pool asks for ${String(body['ChallengeName'])}, which this page does not answer.`
      return showFailures(forms[step], [{ text: asked, tag: 'ChallengeName', field: null }])
    }
    askForNewPassword(null)
    const tokens = new Map(Object.entries(result))
    refreshToken = tokens.get('RefreshToken') ?? refreshToken
    tokenList.replaceChildren(
      drawToken('id', tokens.get('IdToken')),
      drawToken('access', tokens.get('AccessToken')),
    )
    go('tokens')
    return showNote(forms.tokens, text)
  }

  const forget = () => {
    refreshToken = null
    tokenList.replaceChildren()
    clearResult(forms.tokens)
    go('sign-in')
  }

  const useCode = (message: Message) => {
    shareValue('email', message.to)
    code.value = message.code ?? ''
    go('confirm')
    code.focus()
  }

  locale.append(...stack.locales.map((name) => element('option', { value: name }, nameLanguage(name))))
  for (const step of steps)
    document.querySelector(`[data-step="${step}"]`)?.addEventListener('click', () => go(step))

  onSubmit(forms['sign-up'], signUp)
  onSubmit(forms.confirm, confirm)
  onSubmit(forms['sign-in'], signIn)
  onSubmit(forms.tokens, refresh)
  find('resend-code', HTMLButtonElement).addEventListener('click', () => void resend())
  find('sign-out', HTMLButtonElement).addEventListener('click', forget)
  find('fill-example', HTMLButtonElement).addEventListener('click', () => {
    shareValue('email', `ada.${Date.now().toString(36)}@example.com`)
    shareValue('password', 'Correct-Horse-9')
    control(forms['sign-up'], 'name', HTMLInputElement).value = 'Ada Example'
  })
  for (const name of ['email', 'password']) {
    shareTyping(name)
    for (const input of inputsNamed(name)) input.addEventListener('input', () => askForNewPassword(null))
  }

  return {
    useCode,
    /** Offers the code of a mail that has just come to the address in the form. */
    offerCode: (message: Message) => {
      if (
        message.code === undefined ||
        message.to.toLowerCase() !== content('confirm', 'email').toLowerCase()
      )
        return
      codeHint.replaceChildren(`Mail came at ${formatTime(message.atMs)}. `, drawUse(message, useCode))
    },
  }
}

/** A language's own name for itself. */
const nameLanguage = (locale: string) =>
  new Intl.DisplayNames([locale], { type: 'language' }).of(locale) ?? locale

const toPairs = (entries: readonly (readonly string[])[]): readonly Pair[] =>
  entries.map(([name = '', text = '']) => ({ Name: name, Value: text }))

const onSubmit = (form: HTMLFormElement, act: () => Promise<void>) => {
  form.addEventListener('submit', (event) => {
    event.preventDefault()
    void act()
  })
}
