/** What a message of Cognito is: its occasions, its languages, and its brand. */
import type { Wording } from '../core/denials.ts'
import type { CustomMessageEvent, CustomMessageResponse } from '../events/custom-message.ts'
import type { CustomMessageSource } from '../events/sources.ts'

/** The brand of messages: the names that templates may use. */
export interface Brand {
  /** `{{brand}}`. */
  readonly name: string
  /** `{{color.<name>}}`: colors in hexadecimal, such as `#0a7`. Default none. */
  readonly colors?: Readonly<Record<string, string>>
  /** `{{link.<name>}}`: https addresses. After the host they may hold `{####}`, which Cognito replaces by the code, and
   * `{{userName}}`, `{{clientId}}` and `{{language}}`, which are percent-encoded. Default none. */
  readonly links?: Readonly<Record<string, string>>
}

/** The differences for one app client. Its colors and links are added to those of the suite. */
export interface ClientBrand extends Partial<Brand> {
  /** The language when the person's language is unknown or not available. Default: that of the suite. */
  readonly language?: string
}

/** One language of a message. `{####}` stands for the code, `{username}` for the user name of an invitation. `{{name}}` or
 * `{{name|otherwise}}` is the attribute of that name. `{{brand}}`, `{{color.…}}` and `{{link.…}}` come from the brand. */
export interface MessageTemplate {
  /** The subject must not hold the code. The body is HTML with escaped values. */
  readonly email?: { readonly subject: string; readonly html: string }
  readonly sms?: string
}

export type Medium = keyof MessageTemplate

interface Occasion {
  /** Unique, kebab-case. */
  readonly name: string
  /** The occasions on which Cognito sends it. */
  readonly sources: readonly CustomMessageSource[]
  /** The ids of its app clients. Default: all, and administrators' calls, which have no app client. */
  readonly clients?: readonly string[]
}

export interface TemplateMessage extends Occasion {
  /** By language. Each language has the same media. */
  readonly templates: Readonly<Record<string, MessageTemplate>>
}

/** A message that the team's own code writes. */
export interface WrittenMessage extends Occasion {
  /** Its result. */
  readonly media: readonly Medium[]
  /** Each text holds `event.codeParameter`, and in an invitation also `event.usernameParameter`. With undefined the
   * next message is asked. It escapes values that people chose. Pure, synchronous. */
  write(input: {
    readonly event: CustomMessageEvent
    readonly brand: Brand
    readonly locales: readonly (string | undefined)[]
  }): CustomMessageResponse | undefined
}

export type CustomMessage = TemplateMessage | WrittenMessage

export interface CustomMessageConfig extends Pick<Wording, 'language'> {
  readonly trigger: 'custom-message'
  readonly brand: Brand
  readonly clients: Readonly<Record<string, ClientBrand>>
  /** The first message that speaks for the occasion and the app client is used. */
  readonly messages: readonly CustomMessage[]
}

export function isSpeaking(
  { sources, clients }: CustomMessage,
  event: Pick<CustomMessageEvent, 'source' | 'clientId'>,
): boolean {
  return (
    sources.includes(event.source) &&
    (clients === undefined || clients.some((client) => client === event.clientId))
  )
}

/** The brand of an app client, and the language when the person's is not available. */
export function brandOf(
  { brand, clients, language }: CustomMessageConfig,
  clientId: string | undefined,
): Brand & { readonly language: string } {
  const own = clientId !== undefined && Object.hasOwn(clients, clientId) ? clients[clientId] : undefined
  return {
    name: own?.name ?? brand.name,
    colors: { ...brand.colors, ...own?.colors },
    links: { ...brand.links, ...own?.links },
    language: own?.language ?? language,
  }
}

export function mediaOf(message: CustomMessage): readonly Medium[] {
  if ('media' in message) return message.media
  const templates = Object.values(message.templates)
  return (['email', 'sms'] as const).filter((medium) => templates.some((each) => each[medium] !== undefined))
}
