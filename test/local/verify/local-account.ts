/** Stands in for an AWS account: CloudFormation that gives the probe's stack to the local stack, and the API of its pool. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Hono } from 'hono'
import type { Fidelity } from '../../../local/fidelity.ts'
import { prepareTemplate } from '../../../local/own/prepare-own.ts'
import { serve } from '../../../local/serve.ts'
import { type LocalStack, startStack } from '../../../local/stack.ts'
import { isObject, own, ownText, type RawObject } from '../../../triggers/core/json.ts'
import { stopSilence } from './stop-silence.ts'

export interface LocalAccount {
  readonly endpoint: string
  /** The names of the stacks that are there. */
  readonly stacks: () => readonly string[]
  /** Adds a stack that somebody else has made. */
  readonly add: (name: string) => void
  readonly close: () => Promise<void>
}

interface Stack {
  readonly outputs: Readonly<Record<string, string>>
  readonly tag: string
  readonly local: LocalStack | undefined
  readonly close: () => Promise<void>
}

const peoplePoolId = 'eu-west-1_People001'

export async function startLocalAccount(
  fidelity: Fidelity,
  /** Before each call of the pool's API that is no function's. */
  onCall: (operation: string) => void = () => {},
): Promise<LocalAccount> {
  const stacks = new Map<string, Stack>()
  const app = new Hono()
  app.post('/', async (http) => {
    const body = await http.req.text()
    const target = http.req.header('x-amz-target')
    if (target === undefined) {
      const answer = await manage(stacks, fidelity, new URLSearchParams(body))
      return http.body(answer, answer.includes('<ErrorResponse') ? 400 : 200)
    }
    const operation = target.split('.')[1] ?? ''
    onCall(operation)
    const [stack] = stacks.values()
    const input: unknown = JSON.parse(body)
    if (ownText(input, 'UserPoolId') === peoplePoolId) {
      if (operation === 'AdminCreateUser') signInNext(stack, input)
      return http.json({})
    }
    const headers = { 'x-amz-target': target, authorization: http.req.header('authorization') ?? '' }
    const answer = await fetch(stack?.local?.details.cognitoEndpoint ?? '', { method: 'POST', headers, body })
    return http.body(await answer.text(), answer.status === 200 ? 200 : 400)
  })
  const { endpoint, close } = await serve(app, 0, 'own-checks')
  return {
    endpoint,
    stacks: () => [...stacks.keys()],
    add: (name) => void stacks.set(name, { outputs: {}, tag: '', local: undefined, close: async () => {} }),
    async close() {
      for (const stack of stacks.values()) await stack.close()
      await close()
    },
  }
}

/** The provider of this machine signs in whom the second pool would: the person made last. */
function signInNext(stack: Stack | undefined, input: unknown): void {
  const attributes = own(input, 'UserAttributes')
  const email = Array.isArray(attributes) ? ownText(attributes[0], 'Value') : undefined
  for (const provider of stack?.local?.identityProviders.values() ?? [])
    provider.setPerson({ sub: crypto.randomUUID(), ...(email !== undefined && { email }) })
}

async function manage(
  stacks: Map<string, Stack>,
  fidelity: Fidelity,
  query: URLSearchParams,
): Promise<string> {
  const read = (key: string): string => query.get(key) ?? ''
  const name = read('StackName')
  const stack = stacks.get(name)
  switch (read('Action')) {
    case 'CreateStack':
      if (stack !== undefined) return refuse('AlreadyExistsException', `Stack [${name}] already exists`)
      stacks.set(name, await create(read('TemplateBody'), read('Tags.member.1.Value'), fidelity))
      return '<CreateStackResponse/>'
    case 'DescribeStacks':
      if (stack === undefined) return refuse('ValidationError', `Stack with id ${name} does not exist`)
      return describe(stack)
    case 'DeleteStack':
      await stack?.close()
      stacks.delete(name)
      return '<DeleteStackResponse/>'
    default:
      return refuse('InvalidAction', 'not stood in for')
  }
}

function describe({ outputs, tag }: Stack): string {
  const members = Object.entries(outputs).map(
    ([key, value]) => `<member><OutputKey>${key}</OutputKey><OutputValue>${value}</OutputValue></member>`,
  )
  return `<StackStatus>CREATE_COMPLETE</StackStatus><Tags><member><Key>probe</Key><Value>${tag}</Value></member></Tags>${members.join('')}`
}

function refuse(code: string, message: string): string {
  return `<ErrorResponse><Error><Code>${code}</Code><Message>${message}</Message></Error></ErrorResponse>`
}

async function create(template: string, tag: string, fidelity: Fidelity): Promise<Stack> {
  const scratch = await mkdtemp(join(tmpdir(), 'local-account-'))
  const file = join(scratch, 'probe.json')
  await writeFile(file, JSON.stringify(withoutPeople(JSON.parse(template))))
  const model = await prepareTemplate(file, { scratch })
  let endpoint = ''
  const clock = stopSilence(() => endpoint, model.userPool.id)
  const slowMotion = { times: 1, clock, environment: {} }
  const local = await startStack({ model, port: 0, fidelity, slowMotion })
  endpoint = local.details.cognitoEndpoint
  const client = (name: string): string => model.clients.find((each) => each.name === name)?.clientId ?? ''
  return {
    local,
    tag,
    outputs: {
      UserPoolId: local.details.userPoolId,
      ClientId: client('app'),
      NarrowClientId: client('narrow'),
      LoginUrl: endpoint,
      PeoplePoolId: peoplePoolId,
    },
    async close() {
      await local.close()
      await rm(scratch, { recursive: true, force: true })
    },
  }
}

/** One pool runs here. A provider stands in for the second one. */
function withoutPeople(template: RawObject): object {
  const resources = own(template, 'Resources')
  const kept = Object.entries(isObject(resources) ? resources : {}).filter(([id]) => !id.startsWith('People'))
  const text = JSON.stringify({ Resources: Object.fromEntries(kept) })
  return JSON.parse(
    text.replaceAll('{"Ref":"PeopleClient"}', '"people"').replaceAll('${PeoplePool}', 'people'),
  )
}
