/** Leads a person through sign-up, confirmation, sign-in and refresh against the local user pool. */
import type { CognitoAnswer, CognitoCall } from './cognito.ts'
import { control, element, find } from './dom.ts'
import { formatTime } from './format.ts'
import { clearResult, readLines, showFailure, showNote, whileBusy } from './form.ts'
import { drawToken } from './tokens.ts'
import type { Message } from '../../mailbox.ts'
import type { StackView } from '../views.ts'

const steps = ['sign-up', 'confirm', 'sign-in', 'tokens'] as const

type Step = (typeof steps)[number]

/** Wires the forms of the page. */
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
  /** Of a sign-in that waits for a new password. */
  let session: string | null = null

  const value = (step: Step, name: string) => control(forms[step], name, HTMLInputElement).value.trim()
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

  /** Sends one request; a refusal is shown where it belongs, and null is returned. */
  const call = async (step: Step, operation: string, input: object) => {
    clearResult(forms[step])
    const answer = await whileBusy(forms[step], () =>
      cognito(operation, { ClientId: stack.clientId, ...input }),
    )
    if (answer.ok) return answer.body
    showFailure(forms[step], answer)
    return null
  }

  const signUp = async () => {
    const attributes = [
      ['email', value('sign-up', 'email')],
      ['name', value('sign-up', 'name')],
      ...lines('attributes'),
    ]
    const body = await call('sign-up', 'SignUp', {
      Username: value('sign-up', 'email'),
      Password: control(forms['sign-up'], 'password', HTMLInputElement).value,
      UserAttributes: toPairs(attributes.filter(([, text]) => text !== '')),
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
    const body = await call('confirm', 'ConfirmSignUp', {
      Username: value('confirm', 'email'),
      ConfirmationCode: value('confirm', 'code'),
      ...metadata(),
    })
    if (body === null) return
    codeHint.replaceChildren()
    code.value = ''
    go('sign-in')
    showNote(forms['sign-in'], 'Confirmed: sign in.')
  }

  const resend = async () => {
    const input = { Username: value('confirm', 'email'), ...metadata() }
    if ((await call('confirm', 'ResendConfirmationCode', input)) !== null) {
      showNote(forms.confirm, 'Another code is on its way.')
    }
  }

  const signIn = async () => {
    const USERNAME = value('sign-in', 'email')
    const passwordOf = (name: string) => control(forms['sign-in'], name, HTMLInputElement).value
    const body = await (session === null
      ? call('sign-in', 'InitiateAuth', {
          AuthFlow: 'USER_PASSWORD_AUTH',
          AuthParameters: { USERNAME, PASSWORD: passwordOf('password') },
          ...metadata(),
        })
      : call('sign-in', 'RespondToAuthChallenge', {
          ChallengeName: 'NEW_PASSWORD_REQUIRED',
          Session: session,
          ChallengeResponses: { USERNAME, NEW_PASSWORD: passwordOf('new-password') },
          ...metadata(),
        }))
    if (body !== null) takeTokens('sign-in', body, 'Signed in.')
  }

  /** Asks for a new password, or, without a session, no longer. */
  const askForNewPassword = (opened: string | null) => {
    session = opened
    newPassword.hidden = opened === null
    control(forms['sign-in'], 'new-password', HTMLInputElement).value = ''
  }

  const refresh = async () => {
    if (refreshToken === null)
      return showNote(forms.tokens, 'Sign in first: there is no token to refresh yet.')
    const body = await call('tokens', 'InitiateAuth', {
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
      const message = `The user pool asks for ${String(body['ChallengeName'])}, which this page does not answer.`
      return showFailure(forms[step], { exception: 'ChallengeName', message })
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
  for (const step of steps) {
    document.querySelector(`[data-step="${step}"]`)?.addEventListener('click', () => go(step))
  }
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
      if (message.code === undefined || message.to.toLowerCase() !== value('confirm', 'email').toLowerCase())
        return
      const use = element('button', { type: 'button', class: 'code' }, `Use ${message.code}`)
      use.addEventListener('click', () => useCode(message))
      codeHint.replaceChildren(`Mail came at ${formatTime(message.atMs)}. `, use)
    },
  }
}

/** A language's own name for itself. */
const nameLanguage = (locale: string) =>
  new Intl.DisplayNames([locale], { type: 'language' }).of(locale) ?? locale

const toPairs = (entries: readonly (readonly string[])[]) =>
  entries.map(([name, text]) => ({ Name: name, Value: text }))

const onSubmit = (form: HTMLFormElement, act: () => Promise<void>) => {
  form.addEventListener('submit', (event) => {
    event.preventDefault()
    void act()
  })
}

const inputsNamed = (name: string) =>
  document.querySelectorAll<HTMLInputElement>(`.journey input[name="${name}"]`)

const shareValue = (name: string, text: string) => {
  for (const input of inputsNamed(name)) input.value = text
}

/** A person types address and password once, whichever step they are at. */
const shareTyping = (name: string) => {
  for (const input of inputsNamed(name)) input.addEventListener('input', () => shareValue(name, input.value))
}
