/** Finds the factories of the suite by reading the modules, and imports them. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Make } from './rows.ts'

const triggers = join(import.meta.dirname, '../../../triggers')

/** The exported functions that take options, or make a member: `file#name`. Those of the build and of tests are called by no suite. */
export function findFactories(): readonly string[] {
  return readdirSync(triggers, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts') && !/^(core\/options|build|testing)\//.test(file))
    .flatMap((file) => {
      const isMember = /\/(?:rules|claims|effects)\//.test(file)
      const code = readFileSync(join(triggers, file), 'utf8')
      return readExports(code)
        .filter(
          ({ name, head }) => isMember || name.startsWith('define') || /\boptions\??:|\(\s*rule:/.test(head),
        )
        .map(({ name }) => `${file}#${name}`)
    })
    .sort()
}

/** A secret is named before its options. */
const takesNameFirst = /Secret$/

export async function importFactory(name: string): Promise<Make> {
  const [file = '', member = ''] = name.split('#')
  const exported: Readonly<Record<string, (...given: readonly unknown[]) => unknown>> = await import(
    join(triggers, file)
  )
  const make = exported[member]
  if (make === undefined) throw new Error(`${file} has no ${member}`)
  return (options) => make(...(takesNameFirst.test(member) ? ['turnstile'] : []), options)
}

/** Each exported function, or arrow, with what stands before its body. */
function readExports(code: string): readonly { readonly name: string; readonly head: string }[] {
  const starts = /^export (?:async )?(?:function (\w+)|const (\w+)[^\n=]*= (?:async )?(?:<[^>]*>)?\()/gm
  return [...code.matchAll(starts)].map((match) => {
    const rest = code.slice(match.index)
    const end = /\{\n|=> /.exec(rest)?.index ?? rest.length
    const close = rest.indexOf('\n}')
    // A type in the parameters opens a brace too: what is read is the whole function, up to its first statement.
    const head = rest.slice(0, Math.max(end, rest.slice(0, close).indexOf('): ')))
    return { name: match[1] ?? match[2] ?? '', head }
  })
}
