/** Names that no table, pool or function has, for every command that takes one: refused in one sentence, before anything is
 * asked or written. */
import { describe, expect, test } from 'vitest'
import { runInside } from './cli-process.ts'
import { stackOfTable } from './stack-of-table.ts'

const sub = '6a4f2c1e-8d3b-4c5a-9e7f-0b1c2d3e4f5a'
const { run } = stackOfTable('--json')
const aws = ['--endpoint', 'aws', '--region', 'eu-west-1', '--pool', 'eu-west-1_A', '--table', 'suite']

/** A command line for a name. */
const places: Readonly<Record<string, (name: string) => readonly string[]>> = {
  'memberships add <tenant>': (name) => ['memberships', 'add', sub, name],
  'memberships add --role': (name) => ['memberships', 'add', sub, 'acme', '--role', name],
  'memberships remove <tenant>': (name) => ['memberships', 'remove', sub, name],
  'memberships show <sub>': (name) => ['memberships', 'show', name],
  'entitlements show <sub>': (name) => ['entitlements', 'show', name],
  'entitlements set <name>': (name) => ['entitlements', 'set', sub, `${name}=text`],
  'entitlements remove <name>': (name) => ['entitlements', 'remove', sub, name],
  'invitations create --group': (name) => ['invitations', 'create', '--group', name],
  'invitations create --tenant': (name) => ['invitations', 'create', '--tenant', name],
  'invitations create --email': (name) => ['invitations', 'create', '--email', name],
  'invitations create --domain': (name) => ['invitations', 'create', '--domain', name],
  'invitations show <hash>': (name) => ['invitations', 'show', name],
  'domains add <domain>': (name) => ['domains', 'add', 'deny', name],
  'domains add <list>': (name) => ['domains', 'add', name, 'a.example'],
  'domains remove <domain>': (name) => ['domains', 'remove', name],
  'erase <sub>': (name) => ['erase', name],
  'replay <sub>': (name) => ['replay', name],
  'replay --effect': (name) => ['replay', '--effect', name],
  'reconcile --pool': (name) => ['reconcile', '--dry-run', '--pool', name],
  'reconcile --table': (name) => ['reconcile', '--dry-run', '--table', name],
  'erase --region': (name) => ['erase', sub, ...aws, '--region', name],
  'explain <event>': (name) => ['explain', name],
  'explain --suite': (name) => ['explain', 'sign-up', '--suite', name],
  'events show <name>': (name) => ['events', 'show', name],
  'faults <fault>': (name) => ['faults', `${name}=hang`],
  'simulate <flow>': (name) => ['simulate', name],
  'simulate --fault': (name) => ['simulate', 'sign-up', '--fault', `${name}=hang`],
  'invoke <trigger>': (name) => ['invoke', name],
  'invoke --source': (name) => ['invoke', 'pre-sign-up', '--source', name],
  'invoke --function': (name) => ['invoke', 'pre-sign-up', ...aws.slice(0, 4), '--function', name],
  'invoke --qualifier': (name) => [
    'invoke',
    'pre-sign-up',
    ...aws.slice(0, 4),
    '--function',
    'f',
    '--qualifier',
    name,
  ],
}
const controls = ['a\u001B[2Jb', 'two\nlines', 'nul\u0000']
/** A pool, a table, a function or a file may have the name of a property. */
const takesProperties =
  /--pool|--table|--function|--qualifier|<tenant>|--role|--group|--tenant|entitlements|--suite|replay <sub>/

describe.each(Object.entries(places))('%s', (place, lineFor) => {
  const properties = takesProperties.test(place) ? [] : ['constructor', 'toString', '__proto__']
  // A team may name a dependency so; it is in kebab-case.
  const names = place.startsWith('faults') ? properties.filter((name) => name !== 'constructor') : properties
  test.each(['', ...controls, ...names])('%j is refused in one sentence', async (name) => {
    const ran = await run(...lineFor(name))

    const { error } = JSON.parse(ran.stdout)
    expect([1, 64]).toContain(ran.exitCode)
    expect(error.message).not.toMatch(/\p{Cc}|did not answer|cannot be reached/u)
  })
})

test.each([
  ['memberships', 'add', sub, '__proto__'],
  ['memberships', 'add', sub, 'acme', '--role', '__proto__'],
  ['invitations', 'create', '--group', '__proto__'],
  ['entitlements', 'set', sub, '__proto__=text'],
])('%s %s takes no name that an object cannot hold: %s %s', async (...args) => {
  expect(await runInside(args)).toMatchObject({ exitCode: 64, stdout: '' })
})

test('a tenant, a role and an entitlement may have the name of a property', async () => {
  const added = await run('memberships', 'add', sub, 'constructor', '--role', 'toString')
  const set = await run('entitlements', 'set', sub, 'constructor=text')

  expect([added.exitCode, set.exitCode]).toEqual([0, 0])
  expect(JSON.parse((await run('memberships', 'show', sub)).stdout).memberships).toMatchObject([
    { tenant: 'constructor', roles: ['toString'] },
  ])
})
