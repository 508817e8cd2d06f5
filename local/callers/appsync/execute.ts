/** Executes a query as far as it goes without mapping templates: direct Lambda resolvers, and fields of what they answered.
 * @see https://docs.aws.amazon.com/appsync/latest/devguide/direct-lambda-reference.html */
import { own } from '@cognito-trigger-suite/triggers/internal/core/json'
import {
  buildASTSchema,
  concatAST,
  execute,
  getOperationAST,
  GraphQLError,
  type GraphQLFieldResolver,
  type GraphQLResolveInfo,
  type GraphQLSchema,
  Kind,
  OperationTypeNode,
  parse,
  print,
  type SelectionSetNode,
  validate,
} from 'graphql'
import { parseJson } from '../../parse-json.ts'
import type { Invoker } from '../invoker.ts'
import type { GraphqlRequest, Passed } from './authorizer.ts'
import type { GraphqlApiModel, ResolverModel } from './model.ts'

/** @see https://docs.aws.amazon.com/appsync/latest/devguide/scalars.html */
const scalars = ['Date', 'Time', 'DateTime', 'Timestamp', 'Email', 'JSON', 'Phone', 'URL', 'IPAddress']
/** Where one of them stands, the others do not let in. */
const modes = /^aws_(api_key|auth|cognito_user_pools|iam|lambda|oidc)$/
/** @see https://docs.aws.amazon.com/general/latest/gr/appsync.html */
const maxExecutionMs = 30_000

export interface Execution extends Passed {
  readonly api: GraphqlApiModel
  readonly request: GraphqlRequest
  readonly headers: Readonly<Record<string, string>>
  readonly traceId: string
}

export interface GraphqlAnswer {
  readonly data: unknown
  readonly errors?: readonly object[]
}

export async function executeQuery(execution: Execution, invoker: Invoker): Promise<GraphqlAnswer> {
  const { query, operationName, variables } = execution.request
  const schema = readSchema(execution.api.schema)
  let document
  let mistakes
  try {
    document = parse(query)
    mistakes = validate(schema, document)
  } catch (error) {
    // Neither throws anything else, but when its stack ends.
    return refuse([error instanceof GraphQLError ? error : new GraphQLError('The query is nested too deep.')])
  }
  if (mistakes.length > 0) return refuse(mistakes)
  if (getOperationAST(document, operationName)?.operation === OperationTypeNode.SUBSCRIPTION)
    return refuse([new GraphQLError('Subscriptions do not run here.')])
  const { data, errors } = await execute({
    schema,
    document,
    operationName,
    variableValues: { ...variables },
    fieldResolver: resolveField(execution, invoker),
  })
  return { data: data ?? null, ...(errors && { errors: errors.map(describe) }) }
}

function refuse(errors: readonly GraphQLError[]): GraphqlAnswer {
  return { data: null, errors: errors.map(describe) }
}

function readSchema(text: string): GraphQLSchema {
  const appSyncs = parse(scalars.map((name) => `scalar AWS${name}`).join('\n'))
  return buildASTSchema(concatAST([appSyncs, parse(text)]), { assumeValidSDL: true })
}

function describe({ message, path, locations, extensions }: GraphQLError): object {
  return {
    path: path ?? null,
    data: null,
    errorType: extensions['errorType'] ?? null,
    errorInfo: null,
    locations: (locations ?? []).map((each) => ({ ...each, sourceName: null })),
    message,
  }
}

function resolveField(execution: Execution, invoker: Invoker): GraphQLFieldResolver<unknown, unknown> {
  const { api, deniedFields } = execution
  return async (source, args, _, info) => {
    const { fieldName, parentType } = info
    const name = `${parentType.name}.${fieldName}`
    if (deniedFields.has(name) || !takesLambda(info))
      throw fail('Unauthorized', `Not Authorized to access ${fieldName} on type ${parentType.name}`)
    const resolver = api.resolvers[name]
    if (resolver === undefined) return own(source, fieldName)
    if (resolver.kind === 'unknown')
      throw fail('NotRunHere', `${name} has no direct Lambda resolver, so that it does not run here.`)
    return callResolver(resolver, eventOf(execution, source, args, info), execution.traceId, invoker)
  }
}

/** A field without a word on modes follows its type; a type without one takes the API's first mode. */
function takesLambda({ parentType, fieldName }: GraphQLResolveInfo): boolean {
  const ofField = parentType.getFields()[fieldName]?.astNode?.directives ?? []
  const ofType = [parentType.astNode, ...parentType.extensionASTNodes].flatMap(
    (each) => each?.directives ?? [],
  )
  const names = [ofField, ofType]
    .map((directives) => directives.map(({ name }) => name.value).filter((name) => modes.test(name)))
    .find((each) => each.length > 0)
  return names === undefined || names.includes('aws_lambda')
}

function fail(errorType: string, message: string): GraphQLError {
  return new GraphQLError(message, { extensions: { errorType } })
}

/** @see https://docs.aws.amazon.com/appsync/latest/devguide/resolver-context-reference.html */
function eventOf(
  { resolverContext, headers, request }: Execution,
  source: unknown,
  args: object,
  { fieldName, parentType, fieldNodes }: GraphQLResolveInfo,
): object {
  const sets = fieldNodes.flatMap(({ selectionSet }) => selectionSet ?? [])
  return {
    arguments: args,
    identity: { resolverContext },
    source: source ?? null,
    request: { headers, domainName: null },
    prev: null,
    info: {
      selectionSetList: sets.flatMap((set) => listFields(set)),
      selectionSetGraphQL: sets.map((set) => print(set)).join('\n'),
      parentTypeName: parentType.name,
      fieldName,
      variables: request.variables,
    },
    stash: {},
  }
}

/** Such as `author/name`; a named fragment is left out. */
function listFields({ selections }: SelectionSetNode, before = ''): readonly string[] {
  return selections.flatMap((each) => {
    if (each.kind === Kind.FRAGMENT_SPREAD) return []
    if (each.kind === Kind.INLINE_FRAGMENT) return listFields(each.selectionSet, before)
    const { alias, name, selectionSet } = each
    const path = `${before}${(alias ?? name).value}`
    return [path, ...(selectionSet === undefined ? [] : listFields(selectionSet, `${path}/`))]
  })
}

async function callResolver(
  { functionArn, isAllowed }: Extract<ResolverModel, { kind: 'lambda' }>,
  payload: object,
  traceId: string,
  { invoke }: Invoker,
): Promise<unknown> {
  if (!isAllowed) throw fail('Lambda:AccessDenied', 'The role of the data source may not call the function.')
  const result = await invoke({ functionArn, payload, abandonAfterMs: maxExecutionMs, traceId })
  if (result.kind === 'success') return parseJson(result.payload)
  if (result.kind === 'function-error') throw fail('Lambda:Unhandled', result.errorMessage)
  if (result.kind === 'abandoned') throw fail('ExecutionTimeout', 'Execution timed out.')
  const why =
    result.kind === 'throttled' ? 'it serves no more requests at once on this machine.' : `${result.kind}.`
  throw fail('Lambda:ServiceException', `The function did not run: ${why}`)
}
