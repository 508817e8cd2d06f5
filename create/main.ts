#!/usr/bin/env node
/** `npm create cognito-trigger-suite my-auth`. */
import { createInterface } from 'node:readline/promises'
import { relative } from 'node:path'
import { parseArgs } from 'node:util'
import { layDown } from './lay-down.ts'

const usage = `Usage: npm create cognito-trigger-suite <folder> -- [options]

  --sender <address>  who sends the welcome mail, such as 'Acme <hello@acme.example>'
  --packages <dir>    take the packages from tarballs in this folder, not from the registry
  --help              show this text`

try {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { sender: { type: 'string' }, packages: { type: 'string' }, help: { type: 'boolean' } },
  })
  if (values.help === true) process.stdout.write(`${usage}\n`)
  else {
    if (positionals.length > 1) throw new TypeError('Name one folder.')
    const folder = positionals[0] ?? (await ask('Folder of the new project', 'my-auth'))
    await layDown({ folder, sender: values.sender, packages: values.packages })
    const goThere = relative('', folder) === '' ? '' : `  cd ${quote(folder)}\n`
    process.stdout.write(`\n${goThere}  npm install\n  npm start\n\n`)
  }
} catch (error) {
  const message = error instanceof Error ? error.message : String(error)
  // Only Node's own texts have more than one sentence.
  const isOfNode = error instanceof Error && 'code' in error
  const sentence = isOfNode ? message.split('. ')[0] : message
  process.stderr.write(`${String(sentence).replace(/\.?$/, '.')}\n`)
  process.exitCode = 64
}

/** As a shell takes it. A name that begins with a hyphen is no option. */
function quote(folder: string): string {
  const path = folder.startsWith('-') ? `./${folder}` : folder
  return /^[\w./@+-]+$/.test(path) ? path : `'${path.replaceAll("'", `'\\''`)}'`
}

/** Without a terminal nobody can answer. */
async function ask(question: string, usual: string): Promise<string> {
  if (!process.stdin.isTTY) throw new TypeError('Name a folder: npm create cognito-trigger-suite my-auth')
  const terminal = createInterface({ input: process.stdin, output: process.stdout })
  try {
    return (await terminal.question(`${question} (${usual}): `)).trim() || usual
  } finally {
    terminal.close()
  }
}
