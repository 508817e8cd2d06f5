/** The alias that Cognito calls, and the versions behind it. */
import {
  GetAliasCommand,
  LambdaClient,
  paginateListVersionsByFunction,
  UpdateAliasCommand,
} from '@aws-sdk/client-lambda'
import { ServiceError } from '@cognito-trigger-suite/triggers/internal/adapters/service-error'

const liveAlias = 'live'

export interface LiveAlias {
  /** The version that gets the calls, or most of them during a rollout. */
  readonly version: string
  /** The share of a version that is rolled out, from 0 to 1. */
  readonly others: ReadonlyMap<string, number>
  /** Changes with every change of the alias. */
  readonly revisionId: string | undefined
}

export async function readAlias(functionName: string): Promise<LiveAlias> {
  const answer = await new LambdaClient().send(
    new GetAliasCommand({ FunctionName: functionName, Name: liveAlias }),
  )
  if (!answer.FunctionVersion) throw new ServiceError('lambda', 'answer_unreadable')
  return {
    version: answer.FunctionVersion,
    others: new Map(Object.entries(answer.RoutingConfig?.AdditionalVersionWeights ?? {})),
    revisionId: answer.RevisionId,
  }
}

/** Published versions, the oldest first. */
export async function listVersions(functionName: string): Promise<readonly string[]> {
  const versions: string[] = []
  const pages = paginateListVersionsByFunction({ client: new LambdaClient() }, { FunctionName: functionName })
  for await (const { Versions = [] } of pages)
    versions.push(...Versions.flatMap(({ Version = '' }) => (/^\d+$/.test(Version) ? [Version] : [])))
  return versions.toSorted((one, other) => Number(one) - Number(other))
}

/** Sends every call to one version, unless somebody else has changed the alias. */
export async function pointAlias(
  functionName: string,
  version: string,
  { revisionId }: LiveAlias,
): Promise<void> {
  await new LambdaClient().send(
    new UpdateAliasCommand({
      FunctionName: functionName,
      Name: liveAlias,
      FunctionVersion: version,
      RoutingConfig: { AdditionalVersionWeights: {} },
      RevisionId: revisionId,
    }),
  )
}
