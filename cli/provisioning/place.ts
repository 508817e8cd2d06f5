/** Tells whose users are meant: those of the local stack, or of a pool and a table in AWS. */
import { Option, type Command } from 'commander'
import { signer } from '@cognito-trigger-suite/triggers/internal/adapters/credentials'
import { own, readStringMap } from '@cognito-trigger-suite/triggers/internal/core/json'
import type { Slot } from '@cognito-trigger-suite/triggers/internal/attach/slots'
import { registry, triggerNames } from '@cognito-trigger-suite/triggers/internal/registry'
import { localAccountId } from '@cognito-trigger-suite/local/internal/template/local-ids'
import { type Call, callOutsideStep } from '@cognito-trigger-suite/triggers/core/step'
import { usageError } from '../cli-error.ts'
import type { CliContext } from '../context.ts'
import { readDetails, textsOf } from '../stack-file.ts'

export interface PlaceOptions {
  /** `local` or `aws`. */
  readonly endpoint: string
  readonly pool?: string
  readonly table?: string
  readonly region?: string
}

export interface Place {
  readonly userPoolId: string
  readonly region: string
}

/** The options of every command that works on users. */
export function addPlaceOptions(command: Command): Command {
  return command
    .addOption(new Option('--endpoint <where>', 'local or aws').choices(['local', 'aws']).default('local'))
    .option('--pool <id>', 'the user pool (default: of the local stack)')
    .option('--table <name>', 'the table of the suite (default: of the local stack)')
    .option('--region <region>', 'the Region (default: AWS_REGION)')
}

/** A pool, and the functions that the local stack has for it by slot. */
export interface PoolPlace extends Place {
  readonly functions: ReadonlyMap<Slot, string>
}

/** Points the adapters at a pool, of which the table is not needed.
 * @throws CliError */
export async function enterPool(
  context: CliContext,
  options: Omit<PlaceOptions, 'table'>,
): Promise<PoolPlace> {
  const { endpoint, pool } = options
  if (endpoint === 'aws') {
    if (pool === undefined) throw usageError('--endpoint aws needs --pool: the id of the user pool.')
    return { userPoolId: pool, region: await enterRegion(context, options), functions: new Map() }
  }
  const place = await enterLocal(context, options)
  const details = await readDetails(context.stackFile)
  setEnvironment({ AWS_ENDPOINT_URL_LAMBDA: textsOf(details, context.stackFile)('lambdaEndpoint') })
  const named = readStringMap(own(details, 'functions'))
  const prefix = `arn:aws:lambda:${place.region}:${localAccountId}:function`
  return {
    ...place,
    functions: new Map(
      triggerNames.flatMap((name) =>
        named.has(name) ? [[registry[name].cognitoName, `${prefix}:${named.get(name)}:live`]] : [],
      ),
    ),
  }
}

/** Points the adapters at the place. They read the process's environment, as in Lambda.
 * @throws CliError */
export async function enterPlace(context: CliContext, options: PlaceOptions): Promise<Place> {
  return options.endpoint === 'aws' ? enterAws(context, options) : enterLocal(context, options)
}

/** A call of an adapter as in a step, without a report. */
export function makeCall(signal: AbortSignal = new AbortController().signal): Call {
  return callOutsideStep(signal, 3, () => 30_000)
}

async function enterAws(context: CliContext, options: PlaceOptions): Promise<Place> {
  const { pool, table } = options
  if (pool === undefined || table === undefined)
    throw usageError('--endpoint aws needs --pool and --table: the stack puts out UserPoolId and TableName.')
  const region = await enterRegion(context, options)
  setEnvironment({ TABLE_NAME: table })
  return { userPoolId: pool, region }
}

/** Points the adapters at a Region, with the operator's own credentials.
 * @throws CliError */
export async function enterRegion(
  { env }: CliContext,
  { region }: Pick<PlaceOptions, 'region'>,
): Promise<string> {
  const found = demandRegion(region ?? env['AWS_REGION'] ?? env['AWS_DEFAULT_REGION'])
  setEnvironment({ AWS_REGION: found })
  // An operator's credentials come from a profile, a session or a role. The SDK finds and renews them.
  const { DynamoDBClient } = await import('@aws-sdk/client-dynamodb')
  signer.credentials = new DynamoDBClient({ region: found }).config.credentials
  return found
}

/** The Region is a part of the host that gets the signed request.
 * @throws CliError for one that is missing, or that is no name of a Region */
export function demandRegion(region: string | undefined, orGive = ''): string {
  if (region === undefined || region === '')
    throw usageError(`The Region is not known: give --region, ${orGive}or set AWS_REGION.`)
  if (!/^[a-z]+(?:-[a-z]+)+-\d{1,2}$/.test(region))
    throw usageError(`'${region}' is not the name of a Region, such as eu-west-1.`)
  return region
}

async function enterLocal(context: CliContext, { pool, table }: PlaceOptions): Promise<Place> {
  const read = textsOf(await readDetails(context.stackFile), context.stackFile)
  setEnvironment({
    AWS_REGION: read('region'),
    TABLE_NAME: table ?? read('tableName'),
    AWS_ENDPOINT_URL_DYNAMODB: read('dynamodbEndpoint'),
    AWS_ENDPOINT_URL_COGNITO_IDENTITY_PROVIDER: read('cognitoEndpoint'),
    // A service on this machine never gets real keys.
    AWS_ACCESS_KEY_ID: 'local',
    AWS_SECRET_ACCESS_KEY: 'local',
    AWS_SESSION_TOKEN: 'local',
    AWS_EC2_METADATA_DISABLED: 'true',
  })
  return { userPoolId: pool ?? read('userPoolId'), region: read('region') }
}

function setEnvironment(variables: Readonly<Record<string, string>>): void {
  for (const [name, value] of Object.entries(variables)) process.env[name] = value
}
