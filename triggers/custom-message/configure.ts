/** How a suite configures custom message. */
import { checkOptions, optional } from '../core/options/check.ts'
import { appClientId } from '../core/options/app-client-id.ts'
import { list, record } from '../core/options/collections.ts'
import { languageName } from '../core/options/wording.ts'
import { clientBrand, suiteBrand } from './brand-options.ts'
import type { CustomMessageConfig } from './message.ts'
import { checkMessage, customMessage } from './options.ts'

export type CustomMessageOptions = Pick<CustomMessageConfig, 'brand' | 'messages'> &
  Partial<Pick<CustomMessageConfig, 'clients' | 'language'>>

/** Checks and completes the configuration of custom message.
 *
 * `clients` is the brand of app clients by their id, by default empty. `language` is used when the person's language
 * is not available, default `en`.
 * @throws TypeError that names the message and what is wrong with it. */
export function defineCustomMessage(options: CustomMessageOptions): CustomMessageConfig {
  check: checkOptions<CustomMessageOptions>('defineCustomMessage', options, {
    brand: suiteBrand,
    clients: optional(record(clientBrand, appClientId)),
    language: optional(languageName),
    messages: list(customMessage),
  })
  const config = {
    trigger: 'custom-message',
    brand: options.brand,
    clients: options.clients ?? {},
    language: options.language ?? 'en',
    messages: options.messages,
  } as const
  check: config.messages.forEach((message, index) => checkMessage(config, message, index))
  return config
}
