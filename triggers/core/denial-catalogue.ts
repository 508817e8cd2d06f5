/** The closed catalogue of denials. Each is a constant of its own, so that a bundle holds the texts of its own rules only.
 *
 * A text fits under a form field, says what the person can do, names no system, does not tell whether an account
 * exists, and ends without a full stop: Cognito appends one. A code is permanent: apps are built on it.
 * @see https://github.com/aws-amplify/amplify-js/issues/14063 */
import type { Denial } from './denials.ts'

export const temporarilyUnavailable = {
  code: 'temporarily_unavailable',
  texts: {
    en: 'Something went wrong on our side. Please try again in a few minutes',
    de: 'Bei uns ist etwas schiefgegangen. Bitte versuchen Sie es in ein paar Minuten noch einmal',
    fr: 'Un problème est survenu de notre côté. Veuillez réessayer dans quelques minutes',
    es: 'Algo ha fallado por nuestra parte. Vuelva a intentarlo dentro de unos minutos',
    pt: 'Algo correu mal do nosso lado. Tente novamente dentro de alguns minutos',
    ja: 'こちら側で問題が発生しました。数分後にもう一度お試しください',
  },
  reason: 'a needed dependency did not answer, or the function has a defect',
} as const satisfies Denial

export const emailRequired = {
  code: 'email_required',
  texts: {
    en: 'Please enter an email address',
    de: 'Bitte geben Sie eine E-Mail-Adresse an',
    fr: 'Veuillez saisir une adresse e-mail',
    es: 'Introduzca una dirección de correo electrónico',
    pt: 'Introduza um endereço de e-mail',
    ja: 'メールアドレスを入力してください',
  },
  reason: 'a rule needs an email attribute and the event has none',
} as const satisfies Denial

export const emailInvalid = {
  code: 'email_invalid',
  texts: {
    en: 'This email address is not valid. Please check it for typing errors',
    de: 'Diese E-Mail-Adresse ist ungültig. Bitte prüfen Sie sie auf Tippfehler',
    fr: "Cette adresse e-mail n'est pas valide. Veuillez vérifier qu'elle ne contient pas d'erreur",
    es: 'Esta dirección de correo no es válida. Compruebe si tiene errores',
    pt: 'Este endereço de e-mail não é válido. Verifique se tem erros',
    ja: 'このメールアドレスは無効です。入力内容をご確認ください',
  },
  reason: 'the email attribute is not one address with a host name',
} as const satisfies Denial

export const emailDomainNotAllowed = {
  code: 'email_domain_not_allowed',
  texts: {
    en: 'Sign-up is not open to this email domain. Please use another address',
    de: 'Diese E-Mail-Domain ist nicht zugelassen. Bitte verwenden Sie eine andere Adresse',
    fr: "Ce domaine de messagerie n'est pas accepté. Veuillez utiliser une autre adresse",
    es: 'Este dominio de correo no está admitido. Utilice otra dirección',
    pt: 'Este domínio de e-mail não é aceite. Utilize outro endereço',
    ja: 'このメールドメインではご登録いただけません。別のアドレスをご利用ください',
  },
  reason: 'the email domain is on the deny list, or not on the allow list',
} as const satisfies Denial
