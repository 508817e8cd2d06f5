/** Answers what the AWS SDK asks of Step Functions: to start an execution, to wait for one, and how one stands.
 * @see https://docs.aws.amazon.com/step-functions/latest/apireference/API_StartSyncExecution.html */
import { Hono, type Context } from 'hono'
import { isObject, own, ownText, type RawObject } from '@cognito-trigger-suite/triggers/internal/core/json'
import { parseJson } from '../parse-json.ts'
import { type Executions, executionArn, isTooLarge, type Known, type WorkflowModel } from './executions.ts'

const targetPrefix = 'AWSStepFunctions.'

/** What the caller gets instead of an answer. */
class Refusal extends Error {
  readonly type: string

  constructor(type: string, message: string) {
    super(message)
    this.type = type
  }
}

interface Asked {
  readonly workflows: () => readonly WorkflowModel[]
  readonly executions: Executions
}

const operations: Readonly<Record<string, (input: RawObject, asked: Asked) => unknown>> = {
  async StartSyncExecution(input, { workflows, executions }) {
    const workflow = findWorkflow(input, workflows())
    if (workflow.type !== 'EXPRESS') {
      throw new Refusal(
        'StateMachineTypeNotSupported',
        'Only an Express workflow can be waited for: use StartExecution.',
      )
    }
    const started = executions.begin(workflow, readInput(input), readName(input))
    await started.ended
    return {
      ...describe(started),
      billingDetails: { billedMemoryUsedInMB: 64, billedDurationInMilliseconds: 0 },
    }
  },
  StartExecution(input, { workflows, executions }) {
    const workflow = findWorkflow(input, workflows())
    const text = readInput(input)
    const name = readName(input)
    const before = name === undefined ? undefined : executions.find(executionArn(workflow, name, () => ''))
    if (before !== undefined && (before.end !== undefined || before.execution.input !== text))
      throw new Refusal('ExecutionAlreadyExists', `Execution Already Exists: '${before.execution.arn}'`)
    const { execution } = before ?? executions.begin(workflow, text, name)
    return { executionArn: execution.arn, startDate: execution.startedAtMs / 1_000 }
  },
  DescribeExecution(input, { executions }) {
    const arn = ownText(input, 'executionArn') ?? ''
    const found = executions.find(arn)
    if (found === undefined) {
      throw new Refusal(
        isArn(arn) ? 'ExecutionDoesNotExist' : 'InvalidArn',
        `Execution Does Not Exist: '${arn}'`,
      )
    }
    return describe(found)
  },
}

export function createStatesApi(asked: Asked): Hono {
  const app = new Hono()
  app.post('/', async (http) => {
    const target = http.req.header('x-amz-target') ?? ''
    const name = target.startsWith(targetPrefix) ? target.slice(targetPrefix.length) : ''
    const operation = Object.hasOwn(operations, name) ? operations[name] : undefined
    if (operation === undefined) {
      const known = Object.keys(operations).join(', ')
      return answerError(http, new Refusal('UnknownOperationException', `Only ${known} are answered here.`))
    }
    const input = parseJson(await http.req.text())
    try {
      if (!isObject(input)) throw new Refusal('SerializationException', 'The body is no JSON object.')
      return http.body(JSON.stringify(await operation(input, asked)), 200, { 'content-type': contentType })
    } catch (error) {
      if (error instanceof Refusal) return answerError(http, error)
      throw error
    }
  })
  return app
}

const contentType = 'application/x-amz-json-1.0'

function answerError(http: Context, { type, message }: Refusal): Response {
  return http.body(JSON.stringify({ __type: type, message }), 400, {
    'content-type': contentType,
    'x-amzn-errortype': type,
  })
}

function findWorkflow(input: RawObject, workflows: readonly WorkflowModel[]): WorkflowModel {
  const arn = ownText(input, 'stateMachineArn') ?? ''
  const found = workflows.find((each) => each.arn === arn)
  if (found !== undefined) return found
  throw new Refusal(
    isArn(arn) ? 'StateMachineDoesNotExist' : 'InvalidArn',
    isArn(arn) ? `State Machine Does Not Exist: '${arn}'` : 'Invalid Arn',
  )
}

function isArn(text: string): boolean {
  return /^arn:aws[a-z-]*:states:[^:]+:\d{12}:\w+:.+$/.test(text)
}

/** An input that is left out is an empty object. */
function readInput(input: RawObject): string {
  const text = own(input, 'input') ?? '{}'
  if (typeof text !== 'string' || isTooLarge(text))
    throw new Refusal('ValidationException', 'The input must be text of at most 262144 bytes.')
  if (parseJson(text) === undefined) throw new Refusal('InvalidExecutionInput', 'The input is no JSON.')
  return text
}

/** @see https://docs.aws.amazon.com/step-functions/latest/apireference/API_StartExecution.html */
function readName(input: RawObject): string | undefined {
  const name = own(input, 'name')
  if (name === undefined) return undefined
  // No blanks, brackets, wildcards, other special characters and control characters.
  if (typeof name === 'string' && /^[^\s<>{}[\]?*"#%\\^|~`$&,;:/\p{Cc}]{1,80}$/u.test(name)) return name
  throw new Refusal('InvalidName', 'Invalid Name: 1 to 80 letters, digits, hyphens or underscores are safe.')
}

function describe({ execution, end }: Known) {
  const { arn, name, workflow, input, startedAtMs } = execution
  const about = {
    executionArn: arn,
    stateMachineArn: workflow.arn,
    name,
    startDate: startedAtMs / 1_000,
    input,
    inputDetails: { included: true },
  }
  if (end === undefined) return { ...about, status: 'RUNNING' }
  const { stoppedAtMs, ...ended } = end
  const details = end.status === 'SUCCEEDED' ? { outputDetails: { included: true } } : {}
  return { ...about, ...ended, ...details, stopDate: stoppedAtMs / 1_000 }
}
