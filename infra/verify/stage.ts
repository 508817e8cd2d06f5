/** Makes the throw-away stack, waits until it answers, and removes it. */
import { isNotThere, readElement } from '@cognito-trigger-suite/triggers/internal/adapters/cloud-formation'
import { pause, systemClock } from '@cognito-trigger-suite/triggers/core/deadline'
import type { Account } from './account.ts'
import { stackName, writeTemplate } from './template.ts'

export interface Stage {
  readonly userPoolId: string
  readonly clientId: string
  /** A client with an empty list of attributes that it may write. */
  readonly narrowClientId: string
  /** Where the pages of the pool are. */
  readonly loginUrl: string
  /** The pool that stands in for an OpenID provider. */
  readonly peoplePoolId: string
}

const pauseMs = 5_000
const maxPauses = 180

/** @throws Error with one sentence when the stack does not come up; then `removeStage` is still due */
export async function makeStage(account: Account, id: string, signal: AbortSignal): Promise<Stage> {
  await account.stacks('CreateStack', {
    StackName: stackName(id),
    TemplateBody: JSON.stringify(await writeTemplate(id)),
    'Capabilities.member.1': 'CAPABILITY_IAM',
    'Tags.member.1.Key': 'probe',
    'Tags.member.1.Value': id,
  })
  const described = await waitFor(account, id, signal, (status) => !status.endsWith('_IN_PROGRESS'))
  if (readElement(described, 'StackStatus') !== 'CREATE_COMPLETE')
    throw new Error(`The stack ${stackName(id)} was not made. ${await findReason(account, id)}`)
  const output = (key: string): string =>
    new RegExp(`<OutputKey>${key}</OutputKey>\\s*<OutputValue>([^<]*)</OutputValue>`).exec(described)?.[1] ??
    ''
  return {
    userPoolId: output('UserPoolId'),
    clientId: output('ClientId'),
    narrowClientId: output('NarrowClientId'),
    loginUrl: output('LoginUrl'),
    peoplePoolId: output('PeoplePoolId'),
  }
}

/** Why the first resource failed. Nobody finds the events of a stack by its name when it is gone. */
async function findReason(account: Account, id: string): Promise<string> {
  const events = await account.stacks('DescribeStackEvents', { StackName: stackName(id) })
  // The newest stands first, and those that waited are cancelled.
  const failed = events.split('</member>').findLast((event) => event.includes('>CREATE_FAILED<')) ?? ''
  const [resource, reason] = [
    readElement(failed, 'LogicalResourceId'),
    readElement(failed, 'ResourceStatusReason'),
  ]
  return reason === '' ? 'CloudFormation gave no reason.' : `${resource}: ${reason}`
}

/** Removes everything that `makeStage` has made, and resolves when it is gone. There may be nothing of it.
 * @throws Error with one sentence when something is left */
export async function removeStage(account: Account, id: string): Promise<void> {
  // It goes on when the person has stopped the rest.
  const { signal } = new AbortController()
  const found = await describe(account, id)
  if (found === '') return
  if (!new RegExp(`<Key>probe</Key>\\s*<Value>${id}</Value>`).test(found))
    throw new Error(`The stack ${stackName(id)} is not of this command: it lacks the tag probe.`)
  // A stack whose creation is under way is removed, too.
  await account.stacks('DeleteStack', { StackName: stackName(id) })
  const described = await waitFor(account, id, signal, (status) => !status.endsWith('_IN_PROGRESS'))
  const status = readElement(described, 'StackStatus')
  if (status === '' || status === 'DELETE_COMPLETE') return
  throw new Error(`The stack ${stackName(id)} is ${status}: remove it with --clean ${id}, or in the console.`)
}

/** What describes the stack when `isDone` holds of its status, which is empty for a stack that is not there. */
async function waitFor(
  account: Account,
  id: string,
  signal: AbortSignal,
  isDone: (status: string) => boolean,
): Promise<string> {
  for (let count = 0; count < maxPauses; count += 1) {
    signal.throwIfAborted()
    const described = await describe(account, id)
    if (isDone(readElement(described, 'StackStatus'))) return described
    await pause(systemClock, pauseMs, signal)
  }
  throw new Error(`The stack ${stackName(id)} takes too long: look at it, and remove it with --clean ${id}.`)
}

async function describe(account: Account, id: string): Promise<string> {
  try {
    return await account.stacks('DescribeStacks', { StackName: stackName(id) })
  } catch (error) {
    if (isNotThere(error)) return ''
    throw error
  }
}
