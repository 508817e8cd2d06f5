/** What a message of Cognito is: for which of its occasions, in which languages, and in whose name. */
import type { Wording } from '../core/denials.ts'
import type { CustomMessageEvent, CustomMessageResponse } from '../events/custom-message.ts'
import type { CustomMessageSource } from '../events/sources.ts'

/** In whose name messages are written: what templates may ask for by name. */
export interface Brand {
  /** `{{brand}}`. */
  readonly name: string
  /** `{{color.<name>}}`: colors in hexadecimal, such as `#0a7`. Default none. */
  readonly colors?: Readonly<Record<string, string>>
  /** `{{link.<name>}}`: https addresses. Behind the host they may hold `{####}`, which Cognito replaces by the code, and
   * `{{userName}}`, `{{clientId}}` and `{{language}}`, which are percent-encoded. Default none. */
  readonly links?: Readonly<Record<string, string>>
}

/** What is different for one app client; colors and links are added to those of the suite. */
export interface ClientBrand extends Partial<Brand> {
  /** The language of those whose own is not known, or is not spoken. Default: that of the suite. */
  readonly language?: string
}

/** One language of a message. `{####}` stands for the code, `{username}` for the user name of an invitation. `{{name}}` or
 * `{{name|otherwise}}` is the attribute of that name, `{{brand}}`, `{{color.…}}` and `{{link.…}}` are of the brand. */
export interface MessageTemplate {
  /** The subject has no code. The body is HTML, in which values are escaped. */
  readonly email?: { readonly subject: string; readonly html: string }
  readonly sms?: string
}

export type Medium = keyof MessageTemplate

interface Occasion {
  /** Unique, kebab-case. */
  readonly name: string
  /** What Cognito sends it for. */
  readonly sources: readonly CustomMessageSource[]
  /** The ids of the app clients that it is for. Default: all, and administrators' calls, which come through none. */
  readonly clients?: readonly string[]
}

export interface TemplateMessage extends Occasion {
  /** By language; each has the same media. */
  readonly templates: Readonly<Record<string, MessageTemplate>>
}

/** A message that the team's own code writes. */
export interface WrittenMessage extends Occasion {
  /** What it writes. */
  readonly media: readonly Medium[]
  /** The texts with `event.codeParameter` in each message, and `event.usernameParameter` in those of an invitation; undefined
   * leaves it to the messages after it. It escapes what people chose. Pure, synchronous. */
  write(input: {
    readonly event: CustomMessageEvent
    readonly brand: Brand
    readonly locales: readonly (string | undefined)[]
  }): CustomMessageResponse | undefined
}

export type CustomMessage = TemplateMessage | WrittenMessage

export interface CustomMessageConfig extends Pick<Wording, 'language'> {
  readonly brand: Brand
  readonly clients: Readonly<Record<string, ClientBrand>>
  /** The first that speaks for the occasion and the app client writes the message. */
  readonly messages: readonly CustomMessage[]
}

export function isSpeaking({ sources, clients }: CustomMessage, event: CustomMessageEvent): boolean {
  return (
    sources.includes(event.source) &&
    (clients === undefined || clients.some((client) => client === event.clientId))
  )
}

/** The brand of an app client, with the language of those whose own is not spoken. */
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
