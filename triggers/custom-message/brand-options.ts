/** Checks of brands. */
import { optional, type RequiredCheck, shape } from '../core/options/check.ts'
import { record } from '../core/options/collections.ts'
import { suggest } from '../core/options/nearest.ts'
import { refuse } from '../core/options/refuse.ts'
import { isOneLine, text } from '../core/options/values.ts'
import { languageName } from '../core/options/wording.ts'
import { checkPlaceholders } from '../domain/mail-template.ts'
import type { Brand, ClientBrand } from './message.ts'

const camel = text('a name in camelCase', (name) => /^[a-z][A-Za-z0-9]*$/.test(name))
const brandName = text(
  'a name of at most 40 characters in one line, without braces',
  (name) => name.length <= 40 && isOneLine(name) && !/[{}]/.test(name),
)
const colors = record(
  text('a color in hexadecimal such as #0a7', (color) => /^#([0-9a-f]{3}|[0-9a-f]{6})$/i.test(color)),
  camel,
)
const linkParameters = ['userName', 'clientId', 'language']
const link: RequiredCheck = {
  allowed:
    'an https address, or http on localhost, that may hold {####}, {{userName}}, {{clientId}} and {{language}} behind its host',
  isOptional: false,
  test(value, at) {
    const address = typeof value === 'string' && isOneLine(value) ? value : ''
    const [origin = ''] = /^https?:\/\/[^/?#\s{}\\@]+/.exec(address) ?? []
    const url = URL.parse(origin)
    const isSafe =
      url?.protocol === 'https:' || ['localhost', '127.0.0.1', '[::1]'].includes(url?.hostname ?? '')
    if (!isSafe || /[\s"'<>\\]/.test(address) || /^[^/?#]/.test(address.slice(origin.length)))
      refuse(at, link.allowed, value)
    checkPlaceholders(address.replaceAll('{####}', '"'), at, (name) =>
      linkParameters.includes(name) ? undefined : `which no address has${suggest(name, linkParameters)}`,
    )
  },
}
const links = record(link, camel)
export const suiteBrand = shape<Brand>({
  name: brandName,
  colors: optional(colors),
  links: optional(links),
})
export const clientBrand = shape<ClientBrand>({
  name: optional(brandName),
  colors: optional(colors),
  links: optional(links),
  language: optional(languageName),
})
