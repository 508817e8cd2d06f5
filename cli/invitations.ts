/** `invitations create|list|show|revoke`: who may sign up where sign-up is by invitation. */
import { randomBytes } from 'node:crypto'
import type { Command } from 'commander'
import { exactEmail } from '@cognito-trigger-suite/triggers/internal/domain/email-canonical'
import { readEmailDomain } from '@cognito-trigger-suite/triggers/internal/domain/email-domain'
import {
  hashInvitationCode,
  type Invitation,
} from '@cognito-trigger-suite/triggers/internal/domain/invitation'
import { readWhole } from './arguments.ts'
import { CliError, usageError } from './cli-error.ts'
import type { CliContext, CliResult, RunAction } from './context.ts'
import { exitCodes } from './exit-codes.ts'
import { formatCount } from '@cognito-trigger-suite/local/internal/console/page/format'
import { describeExamples } from './help.ts'
import type { StoredInvitation } from './invitations/store.ts'
import { withTable } from './items/change.ts'
import { addPlaceOptions, enterPlace, type PlaceOptions } from './provisioning/place.ts'
import { gather, readName } from './read-name.ts'
import { drawTable } from './table.ts'

interface CreateOptions extends PlaceOptions {
  readonly uses: number
  readonly days?: number
  readonly email?: string
  readonly domain?: string
  readonly group: readonly string[]
  readonly tenant?: string
  readonly dryRun?: true
}

const dryRun = ['--dry-run', 'say what would be written, and write nothing'] as const
const which = ['<hash>', 'the hash that create and list show'] as const

export function addInvitations(program: Command, run: RunAction): void {
  const parent = program
    .command('invitations')
    .summary('makes, lists, shows and revokes invitations')
    .description(
      'Makes, lists, shows and revokes the invitations of a pool. Of a code only its hash is kept.',
    )
    .addHelpText(
      'after',
      describeExamples([
        'invitations create --uses 20 --days 14 --tenant acme --group editors',
        'invitations list --json',
        'invitations create --endpoint aws --region eu-west-1 --pool eu-west-1_AbCdEf123 --table suite',
      ]),
    )
  addPlaceOptions(parent.command('create').description('Makes an invitation and prints its code, this once.'))
    .option('--uses <number>', 'how many people it lets in', readWhole('--uses', 1, 1_000_000_000), 1)
    .option(
      '--days <number>',
      'how long it lasts (default: it does not expire)',
      readWhole('--days', 1, 3_650),
    )
    .option('--email <address>', 'only this address')
    .option('--domain <domain>', 'only addresses of this domain, without sub-domains')
    .option('--group <name>', 'a group that it grants; may be repeated', gather, [])
    .option('--tenant <name>', 'the tenant that it is for', readName)
    .option(...dryRun)
    .action(run(create))
  addPlaceOptions(
    parent
      .command('list')
      .description('Lists all invitations. This reads the whole table once: mind its price.'),
  ).action(run(list))
  addPlaceOptions(
    parent
      .command('show')
      .description('Shows one invitation.')
      .argument(...which),
  ).action(run(show))
  addPlaceOptions(
    parent
      .command('revoke')
      .description('Takes the uses that are left. Who redeemed it before keeps what it granted.')
      .argument(...which),
  )
    .option(...dryRun)
    .action(run(revoke))
}

async function create(context: CliContext, options: CreateOptions): Promise<CliResult> {
  const { uses, days, email, domain, group, tenant } = options
  if (email !== undefined && exactEmail(email) === undefined)
    throw usageError('--email takes one e-mail address.')
  if (domain !== undefined && readEmailDomain(`x@${domain}`) === undefined)
    throw usageError('--domain takes a domain, such as example.com.')
  if (email !== undefined && domain !== undefined)
    throw usageError('--email names one address and --domain all of a domain: give one of them.')
  const nowS = Math.floor(context.clock.epochMs() / 1_000)
  const invitation: Invitation = {
    usesLeft: uses,
    groups: [...new Set(group)],
    ...(days === undefined ? {} : { expiresAtS: nowS + days * 86_400 }),
    ...(email === undefined ? {} : { email }),
    ...(domain === undefined ? {} : { domain }),
    ...(tenant === undefined ? {} : { tenant }),
  }
  const { userPoolId } = await enterPlace(context, options)
  if (options.dryRun) {
    return {
      json: { dryRun: true, ...invitation },
      text: `Would make an invitation:\n\n${draw(context, invitation)}`,
    }
  }
  const code = randomBytes(16).toString('base64url')
  const hash = hashInvitationCode(userPoolId, code)
  await withTable(async () => (await import('./invitations/store.ts')).putInvitation(hash, invitation))
  const remark = 'The code is kept nowhere: copy it now.'
  return {
    json: { code, hash, ...invitation },
    text: `${context.paint.strong(code)}\n\n${draw(context, invitation, hash)}\n\n${remark}`,
  }
}

async function list(context: CliContext, options: PlaceOptions): Promise<CliResult> {
  await enterPlace(context, options)
  const found = await withTable(async () => (await import('./invitations/store.ts')).scanInvitations())
  const rows = found.map(({ hash, invitation }) => [
    hash,
    invitation === undefined ? 'unreadable' : String(invitation.usesLeft),
    expiryOf(invitation),
    invitation?.tenant ?? '',
  ])
  const table = drawTable(context.paint, { head: ['hash', 'uses left', 'expires', 'tenant'], rows })
  return {
    json: { invitations: found.map(describe) },
    text: `${formatCount(found.length, 'invitation')}${found.length === 0 ? '' : `\n\n${table}`}`,
  }
}

async function show(context: CliContext, hash: string, options: PlaceOptions): Promise<CliResult> {
  const found = await find(context, hash, options)
  const { invitation } = found
  const text = invitation === undefined ? unreadable : draw(context, invitation, found.hash)
  return { json: describe(found), text }
}

async function revoke(
  context: CliContext,
  hash: string,
  options: PlaceOptions & { readonly dryRun?: true },
): Promise<CliResult> {
  const { invitation } = await find(context, hash, options)
  const usesLeft = invitation?.usesLeft ?? 0
  const uses = formatCount(usesLeft, 'use')
  if (options.dryRun) {
    return {
      json: { hash, dryRun: true, usesLeft },
      text: `Would revoke it, and the ${uses} that it has left.`,
    }
  }
  if (!(await withTable(async () => (await import('./invitations/store.ts')).revokeInvitation(hash))))
    throw notFound()
  return { json: { hash, revoked: true }, text: 'Revoked: nobody signs up with it any more.' }
}

async function find(context: CliContext, hash: string, options: PlaceOptions): Promise<StoredInvitation> {
  if (!/^[0-9a-f]{64}$/.test(hash))
    throw usageError('The hash of an invitation has 64 digits from 0 to f: create and list show it.')
  await enterPlace(context, options)
  const found = await withTable(async () => (await import('./invitations/store.ts')).getInvitation(hash))
  if (found === undefined) throw notFound()
  return found
}

const unreadable = 'It cannot be read, and lets nobody in.'

function notFound(): CliError {
  return new CliError('There is no invitation of this hash.', exitCodes.other)
}

function describe({ hash, invitation }: StoredInvitation) {
  return { hash, ...(invitation ?? { unreadable: true }) }
}

function draw({ paint }: CliContext, invitation: Invitation, hash?: string): string {
  const { email, domain, groups, tenant } = invitation
  const rows = Object.entries({ hash, email, domain, groups: groups.join(', '), tenant })
  const shown = rows.flatMap(([name, value]) => (value === undefined || value === '' ? [] : [[name, value]]))
  const uses = ['uses left', String(invitation.usesLeft)]
  return drawTable(paint, { rows: [...shown, uses, ['expires', expiryOf(invitation)]] })
}

function expiryOf(invitation: Invitation | undefined): string {
  const expiresAtS = invitation?.expiresAtS
  return expiresAtS === undefined ? 'never' : new Date(expiresAtS * 1_000).toISOString()
}
