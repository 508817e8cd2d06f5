/** A worker that would not be called in AWS is refused, and so is what the local stack cannot follow. */
import { expect, test } from 'vitest'

import { readStackModel } from '../../../local/template/read-stack-model.ts'
import { type FakeResource, fakeResources, writeAssembly } from './write-assembly.ts'

const mapping: FakeResource = {
  Type: 'AWS::Lambda::EventSourceMapping',
  Properties: {
    FunctionName: { Ref: 'Alias' },
    EventSourceArn: { 'Fn::GetAtt': ['Table', 'StreamArn'] },
  },
}
const scheduleOf = (ScheduleExpression: string): FakeResource => ({
  Type: 'AWS::Events::Rule',
  Properties: {
    ScheduleExpression,
    Targets: [{ Arn: { Ref: 'Alias' }, Id: 'Worker', Input: '{"kind":"sweep"}' }],
  },
})
const read = (resources: Readonly<Record<string, FakeResource>>) =>
  readStackModel(writeAssembly({ resources: fakeResources(resources) }))

test('a stack without a worker has none', () => {
  expect(read({}).worker).toBeUndefined()
})

test('a worker without filters gets every record, in batches of AWS default size', () => {
  const { worker } = read({ Mapping: mapping, Sweep: scheduleOf('rate(5 minutes)') })

  expect(worker).toMatchObject({ sweepEveryMs: 300_000, streamFilters: [], streamBatchSize: 100 })
})

test('a worker that is on no schedule is refused', () => {
  expect(() => read({ Mapping: mapping })).toThrow(
    /function:stack-Fn:live follows the table's stream but is on no schedule, .*: use the ProvisioningWorker construct\.$/,
  )
})

test('a schedule that is no rate is refused', () => {
  expect(() => read({ Mapping: mapping, Sweep: scheduleOf('cron(0 * * * ? *)') })).toThrow(
    'Sweep.ScheduleExpression is cron(0 * * * ? *), which the local stack cannot follow: use Schedule.rate.',
  )
})
