/** The texts beside a field with a mistake, in the languages of the denials. */

/** The controls that a refusal can stand at, by their names in the forms. */
export type FieldName =
  | 'email'
  | 'password'
  | 'new-password'
  | 'name'
  | 'code'
  | 'more'
  | 'validation'
  | 'attributes'

/** What is wrong with a field's content. */
export type FieldFault =
  | { readonly field: FieldName; readonly fault: 'missing' | 'malformed' }
  | { readonly field: FieldName; readonly fault: 'too-long'; readonly maxLength: number }

/** Ends without a full stop, as the denials do. Other languages get English. */
export const describeFault = (found: FieldFault, locale: string): string => {
  const text = texts[isLanguage(locale) ? locale : 'en']
  if (found.fault === 'too-long') return text.tooLong.replace('{max}', String(found.maxLength))
  const { field, fault } = found
  if (field === 'email' || field === 'code') return text[field][fault]
  return text[field === 'password' || field === 'new-password' ? 'password' : 'other'][fault]
}

const isLanguage = (locale: string): locale is keyof typeof texts => Object.hasOwn(texts, locale)

type Texts = Readonly<
  Record<'email' | 'password' | 'code' | 'other', Readonly<Record<'missing' | 'malformed', string>>>
> & { readonly tooLong: string }

const texts = {
  en: {
    email: {
      missing: 'Please enter your email address',
      malformed: 'This email address is not valid. Please check it for typing errors',
    },
    password: {
      missing: 'Please enter your password',
      malformed: 'A password has at least two characters, and no space at its start or end',
    },
    code: {
      missing: 'Please enter the code from the mail',
      malformed: 'The code has six digits. Please look at the mail again',
    },
    other: {
      missing: 'Please fill in this field',
      malformed: 'There are characters here that cannot be used',
    },
    tooLong: 'Please enter at most {max} characters',
  },
  de: {
    email: {
      missing: 'Bitte geben Sie Ihre E-Mail-Adresse an',
      malformed: 'Diese E-Mail-Adresse ist ungültig. Bitte prüfen Sie sie auf Tippfehler',
    },
    password: {
      missing: 'Bitte geben Sie Ihr Passwort ein',
      malformed: 'Ein Passwort hat mindestens zwei Zeichen und kein Leerzeichen am Anfang oder Ende',
    },
    code: {
      missing: 'Bitte geben Sie den Code aus der E-Mail ein',
      malformed: 'Der Code hat sechs Ziffern. Bitte sehen Sie noch einmal in der E-Mail nach',
    },
    other: {
      missing: 'Bitte füllen Sie dieses Feld aus',
      malformed: 'Hier stehen Zeichen, die nicht möglich sind',
    },
    tooLong: 'Bitte geben Sie höchstens {max} Zeichen ein',
  },
  fr: {
    email: {
      missing: 'Veuillez saisir votre adresse e-mail',
      malformed: "Cette adresse e-mail n'est pas valide. Veuillez vérifier qu'elle ne contient pas d'erreur",
    },
    password: {
      missing: 'Veuillez saisir votre mot de passe',
      malformed: 'Un mot de passe a au moins deux caractères, sans espace au début ni à la fin',
    },
    code: {
      missing: 'Veuillez saisir le code reçu par e-mail',
      malformed: "Le code comporte six chiffres. Veuillez relire l'e-mail",
    },
    other: {
      missing: 'Veuillez remplir ce champ',
      malformed: 'Certains caractères ne sont pas acceptés ici',
    },
    tooLong: 'Veuillez saisir {max} caractères au plus',
  },
  es: {
    email: {
      missing: 'Introduzca su dirección de correo electrónico',
      malformed: 'Esta dirección de correo no es válida. Compruebe si tiene errores',
    },
    password: {
      missing: 'Introduzca su contraseña',
      malformed: 'Una contraseña tiene al menos dos caracteres, sin espacios al principio ni al final',
    },
    code: {
      missing: 'Introduzca el código del correo',
      malformed: 'El código tiene seis cifras. Vuelva a mirar el correo',
    },
    other: { missing: 'Rellene este campo', malformed: 'Aquí hay caracteres que no se pueden usar' },
    tooLong: 'Introduzca como máximo {max} caracteres',
  },
  pt: {
    email: {
      missing: 'Introduza o seu endereço de e-mail',
      malformed: 'Este endereço de e-mail não é válido. Verifique se tem erros',
    },
    password: {
      missing: 'Introduza a sua palavra-passe',
      malformed: 'Uma palavra-passe tem pelo menos dois caracteres, sem espaços no início nem no fim',
    },
    code: {
      missing: 'Introduza o código do e-mail',
      malformed: 'O código tem seis algarismos. Veja de novo o e-mail',
    },
    other: { missing: 'Preencha este campo', malformed: 'Há aqui caracteres que não podem ser usados' },
    tooLong: 'Introduza no máximo {max} caracteres',
  },
  ja: {
    email: {
      missing: 'メールアドレスを入力してください',
      malformed: 'このメールアドレスは無効です。入力内容をご確認ください',
    },
    password: {
      missing: 'パスワードを入力してください',
      malformed: 'パスワードは2文字以上で、先頭と末尾に空白は使えません',
    },
    code: {
      missing: 'メールに記載されたコードを入力してください',
      malformed: 'コードは6桁の数字です。メールをもう一度ご確認ください',
    },
    other: { missing: 'この項目を入力してください', malformed: '使用できない文字が含まれています' },
    tooLong: '{max}文字以内で入力してください',
  },
} as const satisfies Record<string, Texts>
