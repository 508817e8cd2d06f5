/** Answers AddPermission, RemovePermission and GetPolicy. What the template grants is not shown, and stays. */
import type { HttpBindings } from '@hono/node-server'
import type { Hono } from 'hono'
import { isObject, ownText } from '@cognito-trigger-suite/triggers/internal/core/json'
import { isFromBrowser } from '../browser-check.ts'
import { parseJson } from '../parse-json.ts'
import type { Resolution } from './function-target.ts'
import { type AnswerError, answerError } from './invoke-api.ts'
import type { Permission, Policies } from './policies.ts'
import { readBody } from './read-body.ts'

const maxBytes = 65_536

/** Conditions that cannot be judged here. To ignore one would allow too much. */
const unknownConditions = [
  'EventSourceToken',
  'FunctionUrlAuthType',
  'InvokedViaFunctionUrl',
  'PrincipalOrgID',
]

/** @see https://docs.aws.amazon.com/lambda/latest/api/API_AddPermission.html
 * @see https://docs.aws.amazon.com/lambda/latest/api/API_RemovePermission.html
 * @see https://docs.aws.amazon.com/lambda/latest/api/API_GetPolicy.html */
export function addPolicyRoutes(
  app: Hono<{ Bindings: HttpBindings }>,
  policies: Policies,
  resolve: (name: string, qualifier: string | undefined) => Resolution,
): void {
  const path = '/2015-03-31/functions/:name/policy'
  app.on(['GET', 'POST', 'DELETE'], [path, `${path}/:id`], async (context) => {
    const refuse: AnswerError = (status, type, message) => answerError(context, status, type, message)
    if (isFromBrowser(context.env.incoming.headers))
      return refuse(403, 'AccessDeniedException', 'Browsers may not call the local Lambda service.')
    const found = resolve(context.req.param('name'), context.req.query('Qualifier'))
    if (found.kind !== 'found') return refuse(404, 'ResourceNotFoundException', found.message)
    const { invokedArn } = found.target
    const id = context.req.param('id')
    if (context.req.method === 'GET') {
      const statements = [...policies.statements(invokedArn)].map(toStatement)
      if (statements.length > 0)
        return context.json({ Policy: JSON.stringify({ Version: '2012-10-17', Statement: statements }) })
      return refuse(404, 'ResourceNotFoundException', 'The resource you requested does not exist.')
    }
    if (context.req.method === 'DELETE') {
      if (id !== undefined && policies.remove(invokedArn, id)) return context.body(null, 204)
      return refuse(404, 'ResourceNotFoundException', 'Statement is not found in resource policy.')
    }
    const { text } = await readBody(context.env.incoming, maxBytes)
    const given = readPermission(parseJson(text), invokedArn)
    if (typeof given === 'string') return refuse(400, 'InvalidParameterValueException', given)
    if (policies.add(given.id, given.permission))
      return context.json({ Statement: JSON.stringify(toStatement([given.id, given.permission])) }, 201)
    const advice = 'Please provide a new statement id, or remove the existing statement.'
    const conflict = `The statement id (${given.id}) provided already exists. ${advice}`
    return refuse(409, 'ResourceConflictException', conflict)
  })
}

/** A sentence when it is refused. */
function readPermission(
  body: unknown,
  functionArn: string,
): string | { readonly id: string; readonly permission: Permission } {
  const read = (name: string): string | undefined => ownText(body, name)
  const [id, action, principal] = [read('StatementId'), read('Action'), read('Principal')]
  const [sourceArn, sourceAccount] = [read('SourceArn'), read('SourceAccount')]
  if (id === undefined || action === undefined || principal === undefined || !/^[\w-]{1,100}$/.test(id))
    return 'StatementId, Action and Principal must be given.'
  const unknown = unknownConditions.find((name) => isObject(body) && body[name] !== undefined)
  if (unknown !== undefined) return `${unknown} cannot be judged by the local stack.`
  return {
    id,
    permission: {
      functionArn,
      action,
      principal,
      ...(sourceArn === undefined ? {} : { sourceArn }),
      ...(sourceAccount === undefined ? {} : { sourceAccount }),
    },
  }
}

function toStatement([Sid, permission]: readonly [string, Permission]): object {
  const { functionArn, action, principal, sourceArn, sourceAccount } = permission
  return {
    Sid,
    Effect: 'Allow',
    Principal: { Service: principal },
    Action: action,
    Resource: functionArn,
    Condition: {
      ...(sourceArn === undefined ? {} : { ArnLike: { 'AWS:SourceArn': sourceArn } }),
      ...(sourceAccount === undefined ? {} : { StringEquals: { 'AWS:SourceAccount': sourceAccount } }),
    },
  }
}
