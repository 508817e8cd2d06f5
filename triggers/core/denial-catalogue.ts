/** The closed catalogue of denials. Each is a constant of its own, so that a bundle holds only the texts of its own
 * rules. It is one long file because it is the list: the client, the documents and their tests read it.
 *
 * A text fits under a form field and says what the person can do. It names no system, does not reveal whether an account
 * exists, and ends without a full stop, since Cognito appends one. A code never changes, since apps depend on it.
 * @see https://github.com/aws-amplify/amplify-js/issues/14063 */
import type { Language } from './denials.ts'

/** It has no side effect, so that a bundle drops the constants that it does not use.
 * @__NO_SIDE_EFFECTS__ */
function denial<const Code extends string>(
  code: Code,
  { reason, ...texts }: Readonly<Record<Language | 'reason', string>>,
) {
  return { code, texts, reason }
}

export const temporarilyUnavailable = denial('temporarily_unavailable', {
  en: 'Something went wrong on our side. Please try again in a few minutes',
  de: 'Bei uns ist etwas schiefgegangen. Bitte versuchen Sie es in ein paar Minuten noch einmal',
  fr: 'Un problème est survenu de notre côté. Veuillez réessayer dans quelques minutes',
  es: 'Algo ha fallado por nuestra parte. Vuelva a intentarlo dentro de unos minutos',
  pt: 'Algo correu mal do nosso lado. Tente novamente dentro de alguns minutos',
  ja: 'こちら側で問題が発生しました。数分後にもう一度お試しください',
  reason: 'a needed dependency did not answer, or the function has a defect',
})

export const emailRequired = denial('email_required', {
  en: 'Please enter an email address',
  de: 'Bitte geben Sie eine E-Mail-Adresse an',
  fr: 'Veuillez saisir une adresse e-mail',
  es: 'Introduzca una dirección de correo electrónico',
  pt: 'Introduza um endereço de e-mail',
  ja: 'メールアドレスを入力してください',
  reason: 'a rule needs an email attribute and the event has none',
})

export const emailInvalid = denial('email_invalid', {
  en: 'This email address is not valid. Please check it for typing errors',
  de: 'Diese E-Mail-Adresse ist ungültig. Bitte prüfen Sie sie auf Tippfehler',
  fr: "Cette adresse e-mail n'est pas valide. Veuillez vérifier qu'elle ne contient pas d'erreur",
  es: 'Esta dirección de correo no es válida. Compruebe si tiene errores',
  pt: 'Este endereço de e-mail não é válido. Verifique se tem erros',
  ja: 'このメールアドレスは無効です。入力内容をご確認ください',
  reason: 'the email attribute is not one address with a host name',
})

export const emailDomainNotAllowed = denial('email_domain_not_allowed', {
  en: 'Sign-up is not open to this email domain. Please use another address',
  de: 'Diese E-Mail-Domain ist nicht zugelassen. Bitte verwenden Sie eine andere Adresse',
  fr: "Ce domaine de messagerie n'est pas accepté. Veuillez utiliser une autre adresse",
  es: 'Este dominio de correo no está admitido. Utilice otra dirección',
  pt: 'Este domínio de e-mail não é aceite. Utilize outro endereço',
  ja: 'このメールドメインではご登録いただけません。別のアドレスをご利用ください',
  reason: 'the email domain is on the deny list, or not on the allow list',
})

export const signUpClosed = denial('sign_up_closed', {
  en: 'Sign-up is closed at the moment',
  de: 'Die Registrierung ist derzeit geschlossen',
  fr: 'Les inscriptions sont fermées pour le moment',
  es: 'El registro está cerrado por el momento',
  pt: 'O registo está fechado de momento',
  ja: '現在、新規登録は受け付けていません',
  reason: 'sign-up mode is closed',
})

export const invitationRequired = denial('invitation_required', {
  en: 'Sign-up is by invitation only. Please open the link in your invitation, or enter its code',
  de: 'Die Registrierung ist nur mit Einladung möglich. Bitte nutzen Sie den Link oder den Code der Einladung',
  fr: "L'inscription se fait sur invitation. Utilisez le lien ou le code de votre invitation",
  es: 'El registro es solo por invitación. Use el enlace o el código de su invitación',
  pt: 'O registo é só por convite. Use a ligação ou o código do seu convite',
  ja: 'ご登録には招待が必要です。招待のリンクを開くか、招待コードを入力してください',
  reason: 'sign-up mode is invite-only and the request carries no invitation code',
})

export const invitationInvalid = denial('invitation_invalid', {
  en: 'This invitation is not valid or was used already. Please ask for a new one',
  de: 'Diese Einladung ist ungültig oder wurde schon benutzt. Bitte lassen Sie sich eine neue geben',
  fr: "Cette invitation n'est pas valide ou a déjà servi. Demandez-en une nouvelle",
  es: 'Esta invitación no es válida o ya se ha usado. Pida una nueva',
  pt: 'Este convite não é válido ou já foi usado. Peça um novo',
  ja: 'この招待は無効か、すでに使用されています。新しい招待を依頼してください',
  reason:
    'there is no invitation under the code, it is unreadable or has no uses left, or this name and address signed up with another one or redeemed theirs',
})

export const invitationExpired = denial('invitation_expired', {
  en: 'This invitation has expired. Please ask for a new one',
  de: 'Diese Einladung ist abgelaufen. Bitte lassen Sie sich eine neue geben',
  fr: 'Cette invitation a expiré. Demandez-en une nouvelle',
  es: 'Esta invitación ha caducado. Pida una nueva',
  pt: 'Este convite expirou. Peça um novo',
  ja: 'この招待は有効期限が切れています。新しい招待を依頼してください',
  reason: 'the invitation is past its expiry',
})

export const invitationForOtherAddress = denial('invitation_for_other_address', {
  en: 'This invitation was made out to another email address. Please use that one',
  de: 'Diese Einladung gilt für eine andere E-Mail-Adresse. Bitte verwenden Sie jene',
  fr: 'Cette invitation a été établie pour une autre adresse e-mail. Utilisez celle-ci',
  es: 'Esta invitación es para otra dirección de correo. Utilice aquella',
  pt: 'Este convite é para outro endereço de e-mail. Use esse endereço',
  ja: 'この招待は別のメールアドレス宛てです。招待を受け取ったアドレスをご利用ください',
  reason: 'the invitation is bound to another address or domain',
})

export const emailDisposable = denial('email_disposable', {
  en: 'Temporary email addresses cannot be used here. Please use your permanent one',
  de: 'Wegwerfadressen sind hier nicht möglich. Bitte verwenden Sie Ihre dauerhafte E-Mail-Adresse',
  fr: 'Les adresses e-mail temporaires ne sont pas acceptées. Utilisez votre adresse habituelle',
  es: 'No se admiten direcciones de correo temporales. Utilice su dirección habitual',
  pt: 'Não são aceites endereços de e-mail temporários. Use o seu endereço habitual',
  ja: '使い捨てメールアドレスはご利用いただけません。普段お使いのアドレスを入力してください',
  reason: 'the email domain, or a parent of it, is on the list of disposable domains',
})

export const emailUnavailable = denial('email_unavailable', {
  en: 'This email address cannot be used to sign up. Sign in if you have an account, or use another one',
  de: 'Mit dieser E-Mail-Adresse geht es nicht. Melden Sie sich an, falls Sie ein Konto haben, oder nutzen Sie eine andere',
  fr: 'Cette adresse e-mail ne convient pas. Connectez-vous si vous avez un compte, ou utilisez-en une autre',
  es: 'No se puede usar esta dirección de correo. Inicie sesión si tiene cuenta, o utilice otra',
  pt: 'Este endereço de e-mail não pode ser usado. Inicie sessão se tiver conta, ou use outro',
  ja: 'このメールアドレスでは登録できません。アカウントをお持ちの方はサインイン、または別のアドレスをご利用ください',
  reason: 'another sign-up holds the reservation of the canonical address',
})

export const emailNotVerified = denial('email_not_verified', {
  en: 'Please verify your email address first',
  de: 'Bitte bestätigen Sie zuerst Ihre E-Mail-Adresse',
  fr: "Veuillez d'abord confirmer votre adresse e-mail",
  es: 'Verifique primero su dirección de correo',
  pt: 'Verifique primeiro o seu endereço de e-mail',
  ja: '先にメールアドレスの確認をお済ませください',
  reason: 'the email attribute is not verified and a rule needs it to be',
})

export const attributeRequired = denial('attribute_required', {
  en: 'Please fill in all required fields',
  de: 'Bitte füllen Sie alle Pflichtfelder aus',
  fr: 'Veuillez remplir tous les champs obligatoires',
  es: 'Rellene todos los campos obligatorios',
  pt: 'Preencha todos os campos obrigatórios',
  ja: '必須項目をすべて入力してください',
  reason: 'a required attribute is absent or empty',
})

export const attributeInvalid = denial('attribute_invalid', {
  en: 'One of the fields is not valid. Please check what you entered',
  de: 'Eines der Felder ist ungültig. Bitte prüfen Sie Ihre Angaben',
  fr: "L'un des champs n'est pas valide. Veuillez vérifier votre saisie",
  es: 'Uno de los campos no es válido. Revise los datos',
  pt: 'Um dos campos não é válido. Verifique os dados',
  ja: '入力内容に誤りがあります。ご確認ください',
  reason: 'an attribute is too long, does not match its pattern, or is not one of the allowed values',
})

export const attributeNotAccepted = denial('attribute_not_accepted', {
  en: 'One of the fields cannot be set at sign-up',
  de: 'Eines der Felder kann bei der Registrierung nicht gesetzt werden',
  fr: "L'un des champs ne peut pas être défini lors de l'inscription",
  es: 'Uno de los campos no se puede definir al registrarse',
  pt: 'Um dos campos não pode ser definido no registo',
  ja: '登録時に設定できない項目が含まれています',
  reason: 'the request sets an attribute that only the suite or an administrator may set',
})

export const birthdateRequired = denial('birthdate_required', {
  en: 'Please enter your date of birth',
  de: 'Bitte geben Sie Ihr Geburtsdatum an',
  fr: 'Veuillez saisir votre date de naissance',
  es: 'Introduzca su fecha de nacimiento',
  pt: 'Introduza a sua data de nascimento',
  ja: '生年月日を入力してください',
  reason: 'a minimum age is set and the birthdate attribute is absent',
})

export const birthdateInvalid = denial('birthdate_invalid', {
  en: 'Please enter your full date of birth as year, month and day',
  de: 'Bitte geben Sie Ihr Geburtsdatum vollständig mit Jahr, Monat und Tag an',
  fr: 'Veuillez saisir votre date de naissance complète : année, mois et jour',
  es: 'Introduzca su fecha de nacimiento completa: año, mes y día',
  pt: 'Introduza a sua data de nascimento completa: ano, mês e dia',
  ja: '生年月日を年・月・日すべて入力してください',
  reason: 'the birthdate attribute is not a past calendar date as YYYY-MM-DD',
})

export const tooYoung = denial('too_young', {
  en: 'You have not reached the age that is required to sign up',
  de: 'Sie haben das Mindestalter für die Registrierung noch nicht erreicht',
  fr: "Vous n'avez pas encore l'âge requis pour vous inscrire",
  es: 'Todavía no tiene la edad necesaria para registrarse',
  pt: 'Ainda não tem a idade necessária para se registar',
  ja: 'ご登録に必要な年齢に達していません',
  reason: 'the birthdate gives an age below the minimum',
})

export const termsNotAccepted = denial('terms_not_accepted', {
  en: 'Please accept the current terms of use',
  de: 'Bitte stimmen Sie den aktuellen Nutzungsbedingungen zu',
  fr: "Veuillez accepter les conditions d'utilisation en vigueur",
  es: 'Acepte las condiciones de uso vigentes',
  pt: 'Aceite os termos de utilização em vigor',
  ja: '現在の利用規約に同意してください',
  reason: 'the accepted version of the terms is absent, or not one that is in force',
})

export const humanCheckRequired = denial('human_check_required', {
  en: 'Please complete the check that you are a person',
  de: 'Bitte bestätigen Sie, dass Sie ein Mensch sind',
  fr: 'Veuillez confirmer que vous êtes une personne',
  es: 'Confirme que es una persona',
  pt: 'Confirme que é uma pessoa',
  ja: '人による操作であることの確認を完了してください',
  reason: 'the request carries no human-check token, or one that is too long',
})

export const humanCheckFailed = denial('human_check_failed', {
  en: 'We could not confirm that you are a person. Please do the check once more',
  de: 'Die Prüfung, ob Sie ein Mensch sind, ist fehlgeschlagen. Bitte führen Sie sie noch einmal durch',
  fr: "Nous n'avons pas pu confirmer que vous êtes une personne. Refaites la vérification",
  es: 'No hemos podido confirmar que es una persona. Repita la comprobación',
  pt: 'Não foi possível confirmar que é uma pessoa. Repita a verificação',
  ja: '人による操作と確認できませんでした。もう一度確認をお試しください',
  reason:
    'the human-check service refused the token, or its answer is for another host, action, score or time',
})

export const callerNotAllowed = denial('caller_not_allowed', {
  en: 'Sign-up is not possible from here',
  de: 'Von hier aus ist keine Registrierung möglich',
  fr: "Il n'est pas possible de s'inscrire depuis cette application",
  es: 'No es posible registrarse desde aquí',
  pt: 'Não é possível registar-se a partir daqui',
  ja: 'ここからはご登録いただけません',
  reason: 'the app client, or an administrator, may not create users',
})

export const appClientNotAllowed = denial('app_client_not_allowed', {
  en: 'Signing in is not possible from here',
  de: 'Von hier aus ist keine Anmeldung möglich',
  fr: "Il n'est pas possible de se connecter depuis cette application",
  es: 'No es posible iniciar sesión desde aquí',
  pt: 'Não é possível iniciar sessão a partir daqui',
  ja: 'ここからはサインインできません',
  reason: 'people may not sign in through the app client',
})

export const providerNotAllowed = denial('provider_not_allowed', {
  en: 'This way to sign in cannot be used for a new account. Please choose another one',
  de: 'Für ein neues Konto kann diese Anmeldeart nicht verwendet werden. Bitte wählen Sie eine andere',
  fr: 'Ce mode de connexion ne permet pas de créer un compte. Choisissez-en un autre',
  es: 'Esta forma de iniciar sesión no sirve para una cuenta nueva. Elija otra',
  pt: 'Esta forma de iniciar sessão não serve para uma conta nova. Escolha outra',
  ja: 'このサインイン方法では新しいアカウントを作成できません。別の方法をお選びください',
  reason: 'the identity provider may not create users',
})

export const linkedTryAgain = denial('linked_try_again', {
  en: 'Your sign-in is now connected. Please sign in once more',
  de: 'Ihre Anmeldung ist jetzt verknüpft. Bitte melden Sie sich noch einmal an',
  fr: 'Votre connexion est maintenant associée. Veuillez vous connecter à nouveau',
  es: 'Su inicio de sesión ya está vinculado. Vuelva a iniciar sesión',
  pt: 'O seu início de sessão está agora associado. Inicie sessão novamente',
  ja: 'サインイン方法が関連付けられました。もう一度サインインしてください',
  reason:
    'the identity was linked to the native user; the first sign-in after that ends in an error by design',
})

export const linkNotPossible = denial('link_not_possible', {
  en: 'This sign-in could not be connected. Please sign in another way',
  de: 'Diese Anmeldung konnte nicht verknüpft werden. Bitte melden Sie sich auf andere Weise an',
  fr: "Cette connexion n'a pas pu être associée. Veuillez vous connecter autrement",
  es: 'No se ha podido vincular este inicio de sesión. Inicie sesión de otra forma',
  pt: 'Não foi possível associar este início de sessão. Inicie sessão de outra forma',
  ja: 'このサインイン方法は関連付けできませんでした。別の方法でサインインしてください',
  reason: 'a safeguard of account linking is not met, and the rule is configured to refuse',
})

export const tokenTooLarge = denial('token_too_large', {
  en: 'Your account has too many permissions to sign in here. Please contact support',
  de: 'Ihr Konto hat zu viele Berechtigungen für die Anmeldung. Bitte wenden Sie sich an den Support',
  fr: "Votre compte a trop d'autorisations pour se connecter ici. Veuillez contacter l'assistance",
  es: 'Su cuenta tiene demasiados permisos para iniciar sesión aquí. Contacte con el soporte',
  pt: 'A sua conta tem demasiadas permissões para iniciar sessão aqui. Contacte o suporte',
  ja: 'アカウントの権限が多すぎるためサインインできません。サポートにお問い合わせください',
  reason: 'the token passes its byte budget and the overflow policy is to deny',
})

export const accountSuspended = denial('account_suspended', {
  en: 'This account is suspended. Please contact support',
  de: 'Dieses Konto ist gesperrt. Bitte wenden Sie sich an den Support',
  fr: "Ce compte est suspendu. Veuillez contacter l'assistance",
  es: 'Esta cuenta está suspendida. Contacte con el soporte',
  pt: 'Esta conta está suspensa. Contacte o suporte',
  ja: 'このアカウントは停止されています。サポートにお問い合わせください',
  reason: 'the flag that suspends the user is set',
})

export const underMaintenance = denial('under_maintenance', {
  en: 'We are doing maintenance and will be back soon. Please try again later',
  de: 'Wir führen gerade Wartungsarbeiten durch. Bitte versuchen Sie es später noch einmal',
  fr: 'Une maintenance est en cours. Veuillez réessayer plus tard',
  es: 'Estamos realizando tareas de mantenimiento. Vuelva a intentarlo más tarde',
  pt: 'Estamos em manutenção. Tente novamente mais tarde',
  ja: 'ただいまメンテナンス中です。しばらくしてからもう一度お試しください',
  reason: 'maintenance is switched on and the user is in none of the groups that are let in',
})

export const emailDomainNoLongerAllowed = denial('email_domain_no_longer_allowed', {
  en: 'The email domain of your account is not accepted here. Please contact support',
  de: 'Die E-Mail-Domain Ihres Kontos ist hier nicht zugelassen. Bitte wenden Sie sich an den Support',
  fr: "Le domaine e-mail de votre compte n'est pas accepté ici. Veuillez contacter l'assistance",
  es: 'El dominio de correo de su cuenta no está admitido aquí. Contacte con el soporte',
  pt: 'O domínio de e-mail da sua conta não é aceite aqui. Contacte o suporte',
  ja: 'アカウントのメールドメインはご利用いただけません。サポートにお問い合わせください',
  reason: 'the address that the user has now is of a domain that may not sign up, or is no address',
})
