/** Shows or makes a change of a pool's triggers, and tells what came of it. */
import { resolve } from 'node:path'
import { createPoolPorts } from '@cognito-trigger-suite/triggers/internal/attach/aws-pool'
import {
  type AskedChange,
  changePool,
  type Outcome,
  previewChange,
} from '@cognito-trigger-suite/triggers/internal/attach/change-pool'
import type { Ours } from '@cognito-trigger-suite/triggers/internal/attach/described'
import type { PreImage } from '@cognito-trigger-suite/triggers/internal/attach/pre-image'
import { describeException } from '@cognito-trigger-suite/triggers/internal/attach/refusals'
import { type Slot, slots } from '@cognito-trigger-suite/triggers/internal/attach/slots'
import { functionsIn } from '@cognito-trigger-suite/triggers/internal/domain/slot'
import { isObject, own } from '@cognito-trigger-suite/triggers/internal/core/json'
import { pause } from '@cognito-trigger-suite/triggers/core/deadline'
import { unavailableError, usageError } from '../cli-error.ts'
import type { CliContext, CliResult } from '../context.ts'
import { enterPool, makeCall } from '../provisioning/place.ts'
import { toResult } from './draw-outcome.ts'
import { imageFile } from './image-file.ts'
import { type ChangeOptions, readFunctions, toSlots } from './options.ts'

/** Before another attempt when somebody else changes the pool at the same time, in milliseconds. */
const pauseMs = 1_000

type Asked = Omit<Ours, 'before' | 'attached' | 'functions' | 'only' | 'send' | 'leaveOut'>

export async function runChange(
  context: CliContext,
  options: ChangeOptions,
  asked: Asked,
): Promise<CliResult> {
  const given = readFunctions(context, options)
  const only = toSlots(options.only)
  const place = await enterPool(context, options)
  const { userPoolId } = place
  const shown = options.preImage ?? `${userPoolId}.pre-image.json`
  const image = imageFile(resolve(context.directory, shown), shown, userPoolId)
  const ports = {
    ...createPoolPorts({
      userPoolId,
      groups: asked.groups,
      isLocal: options.endpoint === 'local',
      call: makeCall,
    }),
    ...image,
    pause: () => pause(context.clock, pauseMs, new AbortController().signal),
  }
  const isApplied = options.apply === true
  // Its spinner would end the program at once when it is stopped.
  using _progress = isApplied ? undefined : context.startProgress('reading the pool')
  const stopped = (): void =>
    context.note(
      'The change of the pool goes on to its end. Stop again to end it now: then run the same command once more, which ends what this one began.',
    )
  if (isApplied) process.once('SIGINT', stopped)
  try {
    const begun = await image.readImage()
    const functions = findFunctions(given, place.functions, begun, asked)
    // The local stack knows its functions, and its template what stood there before.
    const isKnown = begun !== undefined || place.functions.size > 0 || asked.action === 'attach'
    const lacks = isKnown ? '' : `${shown} is not there`
    if (functions.size === 0) throw await whoseFunctions(ports, lacks)
    if (lacks !== '') context.note(`${lacks}: what the triggers called before is not known.`)
    if ([...functions.keys()].every((slot) => asked.keep.has(slot)))
      throw usageError('--keep leaves every trigger as it is: attach one of them.')
    const ours: AskedChange = {
      ...asked,
      functions,
      only,
      send: new Set(options.send),
      leaveOut: new Set(options.leaveOut),
    }
    const outcome: Outcome = await (isApplied ? changePool(ports, ours) : previewChange(ports, ours))
    return toResult({ context, outcome, action: asked.action, userPoolId, image: shown })
  } catch (error) {
    throw unavailableError(
      `The pool was not changed. ${describeException(ports.readException(error))}`,
      error,
    )
  } finally {
    process.off('SIGINT', stopped)
  }
}

/** Those that are named, else those of the local stack, else, to detach, those that were attached. */
function findFunctions(
  given: ReadonlyMap<Slot, string>,
  local: ReadonlyMap<Slot, string>,
  begun: PreImage | undefined,
  { action }: Asked,
): ReadonlyMap<Slot, string> {
  if (given.size > 0) return given
  if (local.size > 0 || action === 'attach') return local
  const attached = begun?.functions ?? {}
  return new Map(slots.flatMap((slot) => (attached[slot] === undefined ? [] : [[slot, attached[slot]]])))
}

async function whoseFunctions(
  { describe }: Pick<ReturnType<typeof createPoolPorts>, 'describe'>,
  lacks: string,
): Promise<Error> {
  const config = own(await describe(), 'LambdaConfig')
  const there = slots.flatMap((slot) =>
    functionsIn(isObject(config) ? config : {}, slot).map((arn) => `--function ${slot}=${arn}`),
  )
  const now = there.length === 0 ? 'the pool has none now' : `the pool has now ${there.join(' ')}`
  const [start, ways] = lacks === '' ? ['Say', ''] : [`${lacks}. Say`, '--pre-image, ']
  return usageError(`${start} which functions are the suite's, by ${ways}--outputs or --function: ${now}.`)
}
