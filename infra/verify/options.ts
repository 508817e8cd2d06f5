/** Reads the command line of `npm run verify-account`. */
import { parseArgs } from 'node:util'
import { isOrigin } from '@cognito-trigger-suite/triggers/internal/core/own-origin'

export type Options =
  | { readonly kind: 'help' }
  | { readonly kind: 'apply'; readonly results: string; readonly to: string }
  | (Place & { readonly kind: 'verify'; readonly only: readonly string[]; readonly out: string })
  | (Place & { readonly kind: 'clean'; readonly id: string })

export interface Place {
  readonly region: string
  /** Of what stands in for AWS on this machine; undefined for AWS. */
  readonly endpoint: string | undefined
}

export const usage = `Usage: npm run verify-account -- --yes-throw-away --region REGION [options]

Makes a throw-away user pool in the account of the credentials in the environment, asks it how Cognito behaves where no
document says so, writes the answers to a file, and removes everything again. It takes about ten minutes.

  --yes-throw-away  you know that it makes resources in that account, and removes them
  --region <r>      the Region
  --only <name>     ask this question; may be repeated (default: all)
  --out <file>      where the answers go (default verify-account.json)
  --clean <id>      remove what an interrupted run has left, and ask nothing
  --endpoint <url>  what stands in for AWS on this machine

  --apply <file>    make switches of the local pool from answers; needs no account
  --to <file>       where the switches go (default fidelity.json)`

/** What goes with which. An option that does nothing would be a mistake that nobody sees. */
const place = ['yes-throw-away', 'region', 'endpoint']
const together = {
  apply: ['apply', 'to'],
  clean: ['clean', ...place],
  verify: ['only', 'out', ...place],
} as const

/** @throws TypeError with one sentence */
export function readOptions(
  args: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
): Options {
  const { values } = parse(args)
  if (values.help === true) return { kind: 'help' }
  const kind = values.apply !== undefined ? 'apply' : values.clean !== undefined ? 'clean' : 'verify'
  const stray = Object.keys(values).find((name) => !together[kind].some((each) => each === name))
  if (stray !== undefined) {
    throw new TypeError(
      `--${stray} goes with none of ${together[kind].map((name) => `--${name}`).join(', ')}.`,
    )
  }
  if (values.apply !== undefined)
    return { kind: 'apply', results: values.apply, to: values.to ?? 'fidelity.json' }
  const at = readPlace(values, environment)
  if (values.clean === undefined)
    return { kind: 'verify', ...at, only: values.only ?? [], out: values.out ?? 'verify-account.json' }
  if (/^[0-9a-f]{8}$/.test(values.clean)) return { kind: 'clean', ...at, id: values.clean }
  throw new TypeError('--clean takes the id of a run, eight characters after probe-.')
}

function readPlace(
  { region, endpoint, ...values }: ReturnType<typeof parse>['values'],
  environment: Readonly<Record<string, string | undefined>>,
): Place {
  if (values['yes-throw-away'] !== true)
    throw new TypeError('This makes resources in an AWS account, and removes them: say --yes-throw-away.')
  if (region === undefined || !/^[a-z]+(?:-[a-z]+)+-\d$/.test(region))
    throw new TypeError('--region takes a Region, such as eu-west-1.')
  if (/^(?:cn|us-gov|us-iso[a-z]?|eu-isoe|eusc)-/.test(region))
    throw new TypeError('--region takes one of the commercial partition: elsewhere domains are others.')
  if (endpoint !== undefined && (!isOrigin(endpoint) || !endpoint.startsWith('http:')))
    throw new TypeError('--endpoint takes an address on this machine, such as http://127.0.0.1:4310.')
  const { AWS_ACCESS_KEY_ID: key, AWS_SECRET_ACCESS_KEY: secret } = environment
  if (endpoint === undefined && (!key || !secret))
    throw new TypeError('AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY are not set: export credentials first.')
  return { region, endpoint }
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      strict: true,
      options: {
        'yes-throw-away': { type: 'boolean' },
        region: { type: 'string' },
        only: { type: 'string', multiple: true },
        out: { type: 'string' },
        clean: { type: 'string' },
        endpoint: { type: 'string' },
        apply: { type: 'string' },
        to: { type: 'string' },
        help: { type: 'boolean' },
      },
    })
  } catch (error) {
    const [reason = ''] = (error instanceof Error ? error.message : '').split(/\.\s/)
    throw new TypeError(`${reason}: see \`npm run verify-account -- --help\`.`, { cause: error })
  }
}
