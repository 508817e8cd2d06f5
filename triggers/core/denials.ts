/** The closed catalogue of denials: a permanent code, a text per language for the person, a reason for the log only. */

/** Languages that the catalogue speaks. */
export type Language = 'en' | 'de' | 'fr' | 'es' | 'pt' | 'ja'

/** A denial's texts fit under a form field, say what the person can do, name no system and end without a full stop:
 * Cognito appends one of its own.
 * @see https://github.com/aws-amplify/amplify-js/issues/14063 */
interface DenialEntry {
  readonly texts: Readonly<Record<Language, string>>
  /** For the log only. */
  readonly reason: string
}

/** The longest public text, in characters. */
export const maxTextLength = 120

export const denials = {
  temporarily_unavailable: {
    texts: {
      en: 'Something went wrong on our side. Please try again in a few minutes',
      de: 'Bei uns ist etwas schiefgegangen. Bitte versuchen Sie es in ein paar Minuten noch einmal',
      fr: 'Un problème est survenu de notre côté. Veuillez réessayer dans quelques minutes',
      es: 'Algo ha fallado por nuestra parte. Vuelva a intentarlo dentro de unos minutos',
      pt: 'Algo correu mal do nosso lado. Tente novamente dentro de alguns minutos',
      ja: 'こちら側で問題が発生しました。数分後にもう一度お試しください',
    },
    reason: 'a needed dependency did not answer, or the function has a defect',
  },
  email_required: {
    texts: {
      en: 'Please enter an email address',
      de: 'Bitte geben Sie eine E-Mail-Adresse an',
      fr: 'Veuillez saisir une adresse e-mail',
      es: 'Introduzca una dirección de correo electrónico',
      pt: 'Introduza um endereço de e-mail',
      ja: 'メールアドレスを入力してください',
    },
    reason: 'a rule needs an email attribute and the event has none',
  },
  email_invalid: {
    texts: {
      en: 'This email address is not valid. Please check it for typing errors',
      de: 'Diese E-Mail-Adresse ist ungültig. Bitte prüfen Sie sie auf Tippfehler',
      fr: "Cette adresse e-mail n'est pas valide. Veuillez vérifier qu'elle ne contient pas d'erreur",
      es: 'Esta dirección de correo no es válida. Compruebe si tiene errores',
      pt: 'Este endereço de e-mail não é válido. Verifique se tem erros',
      ja: 'このメールアドレスは無効です。入力内容をご確認ください',
    },
    reason: 'the email attribute is not one address with a host name',
  },
  email_domain_not_allowed: {
    texts: {
      en: 'Sign-up is not open to this email domain. Please use another address',
      de: 'Diese E-Mail-Domain ist nicht zugelassen. Bitte verwenden Sie eine andere Adresse',
      fr: "Ce domaine de messagerie n'est pas accepté. Veuillez utiliser une autre adresse",
      es: 'Este dominio de correo no está admitido. Utilice otra dirección',
      pt: 'Este domínio de e-mail não é aceite. Utilize outro endereço',
      ja: 'このメールドメインではご登録いただけません。別のアドレスをご利用ください',
    },
    reason: 'the email domain is on the deny list, or not on the allow list',
  },
} as const satisfies Readonly<Record<string, DenialEntry>>

export type DenialCode = keyof typeof denials

/** The one way a refusal leaves a handler: an error whose message carries code and text as `[code] text`. */
export class DenialError extends Error {
  override readonly name = 'Denial'
  readonly code: DenialCode

  constructor(code: DenialCode, language: Language) {
    super(formatDenial(code, language))
    this.code = code
    // The Lambda runtime sends the stack to the caller of Invoke; a refusal has nothing to trace.
    this.stack = `${this.name}: ${this.message}`
  }
}

/** The message of a denial: `[code] text`, at most 160 characters. */
export function formatDenial(code: DenialCode, language: Language): string {
  return `[${code}] ${denials[code].texts[language]}`
}

/** The first language that the catalogue speaks among the given locale tags (`de-AT`, `pt_BR`), else `fallback`.
 * @see https://www.rfc-editor.org/rfc/rfc5646 */
export function chooseLanguage(locales: readonly (string | undefined)[], fallback: Language): Language {
  for (const locale of locales) {
    const primary = locale?.slice(0, 35).toLowerCase().split(/[-_]/, 1)[0] ?? ''
    if (isLanguage(primary)) return primary
  }
  return fallback
}

function isLanguage(value: string): value is Language {
  return Object.hasOwn(denials.temporarily_unavailable.texts, value)
}
