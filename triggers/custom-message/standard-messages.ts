/** A start: every message of Cognito in every language of the suite. */
import { type Language, languages } from '../core/denials.ts'
import type { CustomMessageSource } from '../events/sources.ts'
import type { MessageTemplate, TemplateMessage } from './message.ts'

/** Subject, what it is about, further text, and the text for a phone. */
type MessageTexts = readonly [subject: string, why: string, rest: string, sms: string]

interface Texts {
  readonly greeting: string
  readonly signUpCode: MessageTexts
  readonly addressCode: MessageTexts
  readonly passwordReset: MessageTexts
  readonly signInCode: MessageTexts
  readonly invitation: MessageTexts
}

const texts: Readonly<Record<Language, Texts>> = {
  en: {
    greeting: 'Hello {{name|there}},',
    signUpCode: [
      'confirm your address',
      'this is the code that confirms your account:',
      'If you did not sign up, you need not do anything.',
      'your code to confirm your account is {####}',
    ],
    addressCode: [
      'verify your address',
      'this is the code that verifies this address:',
      'If you did not ask for it, somebody may have mistyped theirs.',
      'your code to verify this number is {####}',
    ],
    passwordReset: [
      'choose a new password',
      'with this code you can choose a new password:',
      'If you did not ask for it, your password stays as it is. Tell nobody the code.',
      'your code for a new password is {####}. Tell nobody.',
    ],
    signInCode: [
      'your code to sign in',
      'this is your code to sign in:',
      'If you are not signing in, somebody knows your password: change it. Tell nobody the code.',
      'your code to sign in is {####}. Tell nobody.',
    ],
    invitation: [
      'your account',
      'an account was made for you. You choose your own password when you first sign in.',
      'User name: <b>{username}</b><br>Temporary password: <b>{####}</b>',
      'sign in as {username} with {####}',
    ],
  },
  de: {
    greeting: 'Guten Tag {{name|und hallo}},',
    signUpCode: [
      'Adresse bestätigen',
      'mit diesem Code bestätigen Sie Ihr Konto:',
      'Wenn Sie sich nicht registriert haben, brauchen Sie nichts zu tun.',
      'Ihr Code zum Bestätigen des Kontos ist {####}',
    ],
    addressCode: [
      'Adresse bestätigen',
      'mit diesem Code bestätigen Sie diese Adresse:',
      'Wenn Sie ihn nicht angefordert haben, hat sich vielleicht jemand vertippt.',
      'Ihr Code zum Bestätigen dieser Nummer ist {####}',
    ],
    passwordReset: [
      'neues Passwort wählen',
      'mit diesem Code können Sie ein neues Passwort wählen:',
      'Wenn Sie ihn nicht angefordert haben, bleibt Ihr Passwort, wie es ist. Geben Sie den Code nicht weiter.',
      'Ihr Code für ein neues Passwort ist {####}. Nicht weitergeben.',
    ],
    signInCode: [
      'Ihr Code zum Anmelden',
      'mit diesem Code melden Sie sich an:',
      'Wenn Sie sich nicht gerade anmelden, kennt jemand Ihr Passwort: ändern Sie es. Geben Sie den Code nicht weiter.',
      'Ihr Code zum Anmelden ist {####}. Nicht weitergeben.',
    ],
    invitation: [
      'Ihr Konto',
      'für Sie wurde ein Konto eingerichtet. Beim ersten Anmelden wählen Sie ein eigenes Passwort.',
      'Benutzername: <b>{username}</b><br>Vorläufiges Passwort: <b>{####}</b>',
      'Anmelden als {username} mit {####}',
    ],
  },
  fr: {
    greeting: 'Bonjour {{name|à vous}},',
    signUpCode: [
      'confirmez votre adresse',
      'voici le code qui confirme votre compte :',
      "Si vous ne vous êtes pas inscrit, vous n'avez rien à faire.",
      'votre code pour confirmer le compte est {####}',
    ],
    addressCode: [
      'vérifiez votre adresse',
      'voici le code qui vérifie cette adresse :',
      "Si vous ne l'avez pas demandé, quelqu'un s'est peut-être trompé d'adresse.",
      'votre code pour vérifier ce numéro est {####}',
    ],
    passwordReset: [
      'choisissez un nouveau mot de passe',
      'avec ce code, vous pouvez choisir un nouveau mot de passe :',
      "Si vous ne l'avez pas demandé, votre mot de passe reste le même. Ne communiquez ce code à personne.",
      'votre code pour un nouveau mot de passe est {####}. Gardez-le pour vous.',
    ],
    signInCode: [
      'votre code de connexion',
      'voici votre code de connexion :',
      "Si vous n'êtes pas en train de vous connecter, quelqu'un connaît votre mot de passe : changez-le. Ne communiquez ce code à personne.",
      'votre code de connexion est {####}. Gardez-le pour vous.',
    ],
    invitation: [
      'votre compte',
      'un compte a été créé pour vous. Vous choisirez votre mot de passe à la première connexion.',
      "Nom d'utilisateur: <b>{username}</b><br>Mot de passe temporaire: <b>{####}</b>",
      'connectez-vous comme {username} avec {####}',
    ],
  },
  es: {
    greeting: 'Hola {{name|y saludos}}:',
    signUpCode: [
      'confirme su dirección',
      'este es el código que confirma su cuenta:',
      'Si no se ha registrado, no tiene que hacer nada.',
      'su código para confirmar la cuenta es {####}',
    ],
    addressCode: [
      'verifique su dirección',
      'este es el código que verifica esta dirección:',
      'Si no lo ha pedido, puede que alguien se haya equivocado al escribir la suya.',
      'su código para verificar este número es {####}',
    ],
    passwordReset: [
      'elija una nueva contraseña',
      'con este código puede elegir una nueva contraseña:',
      'Si no lo ha pedido, su contraseña no cambia. No comparta el código con nadie.',
      'su código para una nueva contraseña es {####}. No lo comparta.',
    ],
    signInCode: [
      'su código para iniciar sesión',
      'este es su código para iniciar sesión:',
      'Si no está iniciando sesión, alguien conoce su contraseña: cámbiela. No comparta el código con nadie.',
      'su código para iniciar sesión es {####}. No lo comparta.',
    ],
    invitation: [
      'su cuenta',
      'se ha creado una cuenta para usted. Elegirá su contraseña al iniciar sesión por primera vez.',
      'Nombre de usuario: <b>{username}</b><br>Contraseña temporal: <b>{####}</b>',
      'inicie sesión como {username} con {####}',
    ],
  },
  pt: {
    greeting: 'Olá {{name|e bom dia}},',
    signUpCode: [
      'confirme o seu endereço',
      'este é o código que confirma a sua conta:',
      'Se não se registou, não precisa de fazer nada.',
      'o seu código para confirmar a conta é {####}',
    ],
    addressCode: [
      'verifique o seu endereço',
      'este é o código que verifica este endereço:',
      'Se não o pediu, alguém pode ter-se enganado ao escrever o seu.',
      'o seu código para verificar este número é {####}',
    ],
    passwordReset: [
      'escolha uma nova palavra-passe',
      'com este código pode escolher uma nova palavra-passe:',
      'Se não o pediu, a sua palavra-passe não muda. Não partilhe o código com ninguém.',
      'o seu código para uma nova palavra-passe é {####}. Não o partilhe.',
    ],
    signInCode: [
      'o seu código para iniciar sessão',
      'este é o seu código para iniciar sessão:',
      'Se não está a iniciar sessão, alguém conhece a sua palavra-passe: mude-a. Não partilhe o código com ninguém.',
      'o seu código para iniciar sessão é {####}. Não o partilhe.',
    ],
    invitation: [
      'a sua conta',
      'foi criada uma conta para si. Escolhe a sua palavra-passe quando iniciar sessão pela primeira vez.',
      'Nome de utilizador: <b>{username}</b><br>Palavra-passe temporária: <b>{####}</b>',
      'inicie sessão como {username} com {####}',
    ],
  },
  ja: {
    greeting: '{{name|お客}} 様',
    signUpCode: [
      'メールアドレスの確認',
      'アカウントを確認するコードは次のとおりです。',
      '登録されていない場合は、何もする必要はありません。',
      'アカウントの確認コードは {####} です',
    ],
    addressCode: [
      'メールアドレスの検証',
      'このメールアドレスを検証するコードは次のとおりです。',
      'お心当たりがない場合は、どなたかの入力間違いかもしれません。',
      'この番号の検証コードは {####} です',
    ],
    passwordReset: [
      '新しいパスワードの設定',
      '次のコードで新しいパスワードを設定できます。',
      'お心当たりがない場合、パスワードは変わりません。コードを他の人に教えないでください。',
      '新しいパスワードのコードは {####} です。他の人に教えないでください',
    ],
    signInCode: [
      'サインインのコード',
      'サインインのコードは次のとおりです。',
      'サインインしていない場合、パスワードを知られています。変更してください。コードを他の人に教えないでください。',
      'サインインのコードは {####} です。他の人に教えないでください',
    ],
    invitation: [
      'アカウントのご案内',
      'アカウントが作成されました。最初のサインインでパスワードを設定していただきます。',
      'ユーザー名: <b>{username}</b><br>仮パスワード: <b>{####}</b>',
      '{username} と {####} でサインインしてください',
    ],
  },
}

function message(
  name: string,
  key: Exclude<keyof Texts, 'greeting'>,
  sources: readonly CustomMessageSource[],
): TemplateMessage {
  const code = key === 'invitation' ? '' : '<p style="font-size:1.5em"><b>{####}</b></p>'
  const write = (language: Language): MessageTemplate => {
    const { greeting, [key]: own } = texts[language]
    const [subject, why, rest, sms] = own
    const html = `<p>${greeting}</p><p>${why}</p>${code}<p>${rest}</p><p>{{brand}}</p>`
    return { email: { subject: `{{brand}}: ${subject}`, html }, sms: `{{brand}}: ${sms}` }
  }
  return {
    name,
    sources,
    templates: Object.fromEntries(languages.map((language) => [language, write(language)])),
  }
}

/** Messages by occasion, all that Cognito sends. Each needs the name of the brand and, in mail, of the person. */
export const standardMessages = {
  signUpCode: message('sign-up-code', 'signUpCode', ['CustomMessage_SignUp', 'CustomMessage_ResendCode']),
  addressCode: message('address-code', 'addressCode', [
    'CustomMessage_UpdateUserAttribute',
    'CustomMessage_VerifyUserAttribute',
  ]),
  passwordReset: message('password-reset', 'passwordReset', ['CustomMessage_ForgotPassword']),
  signInCode: message('sign-in-code', 'signInCode', ['CustomMessage_Authentication']),
  invitation: message('invitation', 'invitation', ['CustomMessage_AdminCreateUser']),
} as const
