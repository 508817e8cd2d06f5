import { Command } from 'commander'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { applySetValues, type SetValue, setOption } from '../../cli/set-values.ts'

/** Reads `--set` as a command does, and applies it. */
const set = (event: Readonly<Record<string, unknown>>, ...texts: readonly string[]) => {
  const command = new Command().addOption(setOption('the event')).exitOverride()
  command.parse(
    texts.flatMap((text) => ['--set', text]),
    { from: 'user' },
  )
  return applySetValues(event, command.opts<{ readonly set: readonly SetValue[] }>().set)
}

test('text after =, JSON after :=, the last one counts, and the event itself stays as it is', () => {
  const event = { request: { userAttributes: { email: 'a@example.com' } } }

  const changed = set(
    event,
    'request.userAttributes.email=b',
    'request.scopes:=["x"]',
    'request.scopes.0=y',
    'a=1=2',
  )

  expect(changed).toEqual({ request: { userAttributes: { email: 'b' }, scopes: ['y'] }, a: '1=2' })
  expect(event).toEqual({ request: { userAttributes: { email: 'a@example.com' } } })
})

test('names with colons are names, and a dot in a name is written with a backslash', () => {
  expect(set({}, 'custom:tenant=acme', String.raw`a\.b.c=1`)).toEqual({
    'custom:tenant': 'acme',
    'a.b': { c: '1' },
  })
})

test('whatever the path, no prototype changes', () => {
  const name = fc.constantFrom('constructor', 'prototype', 'toString', '__proto__', 'a')
  fc.assert(
    fc.property(fc.array(name, { minLength: 1, maxLength: 4 }), (path) => {
      try {
        set({}, `${path.join('.')}=polluted`)
      } catch {
        // Refused, which is as good.
      }

      expect(Object.keys(Object.prototype)).toEqual([])
      expect(Reflect.get({}, 'a')).toBeUndefined()
      expect(Reflect.get(Object, 'polluted')).toBeUndefined()
    }),
  )
})
