/** Welcomes every new user by mail, in their language. */
import { isTrue } from '../../domain/is-true.ts'
import { findLanguage, type Language, languages } from '../../core/denials.ts'
import { checkOptions, optional } from '../../core/options/check.ts'
import { port } from '../../core/options/port.ts'
import { provisioningSourceList } from '../../events/source-lists.ts'
import { language as languageCheck } from '../../core/options/step.ts'
import { oneOf, whole } from '../../core/options/values.ts'
import type { ProvisioningSource } from '../../events/sources.ts'
import {
  attributesOf,
  readEffectOptions,
  type EffectDefinition,
  type ProvisioningEvent,
} from '../effect-definition.ts'
import { sender, templates as templatesCheck } from '../mail-options.ts'
import { placeholdersIn, type MailTemplate, renderTemplate } from '../../domain/mail-template.ts'
import { type Mailer, sendMailActions } from '../../ports/mailer.ts'
import { effectBudget } from '../options.ts'

export interface WelcomeMailOptions {
  readonly mailer: Mailer
  /** An address that SES has verified, with or without a name. */
  readonly from: string
  /** By language; `{{name}}` or `{{name|there}}` is the attribute of that name. */
  readonly templates: Readonly<Partial<Record<Language, MailTemplate>>>
  /** The language when the person's language has no template. Default `en`. */
  readonly language?: Language
  /** What happens when it is unknown whether a mail was sent: `at-most-twice` sends it once more, `at-most-once` does
   * not, and `at-least-once` sends it up to 12 times. Then the effect has failed and waits for `replay`. Default
   * `at-most-twice`. */
  readonly delivery?: 'at-most-twice' | 'at-most-once' | 'at-least-once'
  /** Default: sign-ups, and recent users whom `reconcile` finds. */
  readonly sources?: readonly ProvisioningSource[]
  /** The longest age of confirmed users whom `reconcile` welcomes, in milliseconds: it makes up for an outage, but does
   * not write to an import of old users. 0 welcomes none of them. Default 24 hours. */
  readonly reconciledWithinMs?: number
  /** Milliseconds, claim and close included. Default 5,000. */
  readonly budgetMs?: number
}

/** Only to verified addresses. @throws TypeError when a template is missing or asks for something other than attributes. */
export function welcomeMail(options: WelcomeMailOptions): EffectDefinition {
  check: checkOptions<WelcomeMailOptions>('welcomeMail', options, {
    mailer: port('a mailer, such as sesMailer', 'mail', ['send']),
    from: sender,
    templates: templatesCheck,
    language: optional(languageCheck),
    delivery: optional(oneOf(['at-most-twice', 'at-most-once', 'at-least-once'])),
    sources: optional(provisioningSourceList),
    reconciledWithinMs: optional(whole(0, Number.MAX_SAFE_INTEGER)),
    budgetMs: optional(effectBudget),
  })
  const { mailer, from, templates, language: fallback = 'en', reconciledWithinMs = 86_400_000 } = options
  const spoken = languages.filter((language) => templates[language] !== undefined)
  const reads = [...new Set(spoken.flatMap((language) => placeholdersIn(templates[language] ?? noTemplate)))]
  check: if (!spoken.includes(fallback))
    throw new TypeError(`welcomeMail: templates has none for '${fallback}', the language of everybody else`)
  return {
    ...readEffectOptions(options, { when: 'deferred', budgetMs: 5_000 }),
    name: 'welcome-mail',
    dependency: mailer,
    actions: sendMailActions,
    // A repeat is a second mail when only the answer was lost. The record decides about it, not the adapter.
    attempts: 1,
    delivery: options.delivery ?? 'at-most-twice',
    mailFrom: from,
    reads,
    remember(event, nowMs) {
      const email = event.userAttributes.get('email')
      if (email === undefined || !isTrue(event.userAttributes.get('email_verified'))) return undefined
      if (event.source === 'Reconcile' && !isNew(event, nowMs, reconciledWithinMs)) return undefined
      const locales = [event.clientMetadata.get('locale'), event.userAttributes.get('locale')]
      return {
        ...attributesOf(event, reads),
        to: email,
        language: findLanguage(locales, languages) ?? fallback,
      }
    },
    async act({ facts }, idempotencyKey, _, call) {
      const { to = '', language = fallback, ...values } = facts
      if (to === '') return { state: 'dropped', cause: 'no_address' }
      const own = spoken.find((candidate) => candidate === language)
      const rendered = renderTemplate(templates[own ?? fallback] ?? noTemplate, values)
      const id = await mailer.send({ from, to, ...rendered, idempotencyKey }, call)
      return { state: 'done', result: id }
    },
  }
}

const noTemplate: MailTemplate = { subject: '', text: '' }

function isNew(event: ProvisioningEvent, nowMs: number, withinMs: number): boolean {
  return (
    event.userAttributes.get('cognito:user_status') === 'CONFIRMED' &&
    event.createdAtMs !== undefined &&
    nowMs - event.createdAtMs < withinMs
  )
}
