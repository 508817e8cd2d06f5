/** Lets a bundle lack the members that only other functions use, also when a suite makes them at the top of a file. */
import { readFile } from 'node:fs/promises'
import type { Plugin } from 'esbuild'

/** Marks the constants of each module as free of side effects, which package.json promises of the modules. Esbuild heeds
 * a mark on a function only within that function's file.
 * @see https://github.com/evanw/esbuild/issues/4369 */
export const constantsWithoutEffects: Plugin = {
  name: 'constants-without-effects',
  setup(building) {
    building.onLoad({ filter: /\.ts$/ }, async ({ path }) => {
      if (path.includes('/node_modules/')) return undefined
      const code = await readFile(path, 'utf8')
      const marked = markConstants(code)
      if (marked === code) return undefined
      // A file whose statements end elsewhere than its layout says is bundled as it is.
      const isSound = await building.esbuild.transform(marked, { loader: 'ts', logLevel: 'silent' }).then(
        () => true,
        () => false,
      )
      return isSound ? { contents: marked, loader: 'ts' } : undefined
    })
  },
}

/** The value of a constant becomes the result of a pure function. Esbuild leaves the function out again: with all of its
 * calls and reads when the constant is not used, without them otherwise. Every line keeps its number. */
export function markConstants(code: string): string {
  return code.replace(statement, (given: string, at: number) => {
    const isInText = code.slice(0, at).split('`').length % 2 === 0
    return isInText ? given : given.replace(constant, '$<declared>/* @__PURE__ */ (() => ($<value>))()$<end>')
  })
}

/** A line with those that belong to it: indented, closing and blank ones. */
const statement = /^(?:export )?const .*(?:\n(?:[ )\]}].*)?)*/gm

/** A call, a list or an object. Esbuild knows of any other value whether it has side effects. */
const constant =
  /^(?<declared>(?:export )?const \w+(?:: [^=\n]+)? = )(?<value>(?:\w+(?:<[^()\n]*>)?\(|[[{]).*?)(?<end>;?\s*)$/s
