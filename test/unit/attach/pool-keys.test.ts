/** The keys are those of the SDK: a newer SDK with a further key asks what becomes of it. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { droppedKeys, renamedKeys, restlessKeys, sentKeys } from '../../../triggers/attach/pool-keys.ts'
import { slots } from '../../../triggers/attach/slots.ts'
import { keysOfSlot } from '../../../triggers/domain/slot.ts'

const models = join(
  import.meta.dirname,
  '../../../node_modules/@aws-sdk/client-cognito-identity-provider/dist-types/models',
)
const text = ['models_0.d.ts', 'models_1.d.ts']
  .map((file) => readFileSync(join(models, file), 'utf8'))
  .join('\n')

function keysOfType(name: string): readonly string[] {
  const body = text.split(`export interface ${name} {`)[1]?.split('\n}\n')[0] ?? ''
  return [...body.matchAll(/^ {4}(\w+)\??: /gm)].map(([, key = '']) => key)
}

test('each key of the pool is sent, renamed or dropped', () => {
  const known = [...sentKeys, ...renamedKeys.keys(), ...droppedKeys]

  expect(known.toSorted()).toEqual(keysOfType('UserPoolType').toSorted())
  expect([...restlessKeys].filter((key) => !droppedKeys.has(key))).toEqual([])
})

test('each key that an update takes is sent, but DcrConfiguration', () => {
  expect([...sentKeys, ...renamedKeys.values(), 'DcrConfiguration'].toSorted()).toEqual(
    keysOfType('UpdateUserPoolRequest').toSorted(),
  )
})

test('our slots are triggers of Cognito', () => {
  const triggers = keysOfType('LambdaConfigType')

  expect(triggers).toHaveLength(15)
  expect(triggers).toEqual(expect.arrayContaining(slots.flatMap(keysOfSlot)))
})
