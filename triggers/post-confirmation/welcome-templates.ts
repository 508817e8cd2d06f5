/** A start: a plain welcome in every language of the suite. */
import type { Language } from '../core/denials.ts'
import type { MailTemplate } from '../domain/mail-template.ts'

export const welcomeTemplates = {
  en: {
    subject: 'Welcome',
    text: 'Hello {{name|there}},\n\nyour account is ready. You can sign in now.\n',
  },
  de: {
    subject: 'Willkommen',
    text: 'Guten Tag {{name|und herzlich willkommen}},\n\nIhr Konto ist eingerichtet. Sie können sich jetzt anmelden.\n',
  },
  fr: {
    subject: 'Bienvenue',
    text: 'Bonjour {{name|à vous}},\n\nvotre compte est prêt. Vous pouvez maintenant vous connecter.\n',
  },
  es: {
    subject: 'Le damos la bienvenida',
    text: 'Hola {{name|y saludos}}:\n\nSu cuenta está lista. Ya puede iniciar sesión.\n',
  },
  pt: {
    subject: 'Boas-vindas',
    text: 'Olá {{name|e bom dia}},\n\na sua conta está pronta. Já pode iniciar sessão.\n',
  },
  ja: {
    subject: 'ようこそ',
    text: '{{name|お客}} 様\n\nアカウントの準備ができました。今すぐサインインできます。\n',
  },
} as const satisfies Readonly<Record<Language, MailTemplate>>
