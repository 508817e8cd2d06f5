/** Reads the delivery streams of a template that a function transforms, and whose log lines go there. */
import {
  type JsonObject,
  readField,
  readObject,
  readObjects,
  readOptionalString,
  readString,
} from '../../template/fields.ts'
import type { LocalResource, Resolver } from '../../template/resolver.ts'
import type { ReadCallers } from '../caller-models.ts'
import type { StreamModel } from './model.ts'

const mb = 1_048_576

export function readStreams(resolver: Resolver): ReadCallers {
  const streams = resolver
    .resourcesOf('AWS::KinesisFirehose::DeliveryStream')
    .flatMap((stream) => readStream(stream, resolver) ?? [])
  return {
    models: streams.length === 0 ? {} : { streams },
    called: streams.map(({ functionArn }) => functionArn),
    withoutEffect: streams.length === 0 ? [] : ['DeliveryStream.DataFormatConversionConfiguration'],
  }
}

/** Undefined for a stream without a function. */
function readStream(
  { logicalId, resolved, ref, attributes }: LocalResource,
  resolver: Resolver,
): StreamModel | undefined {
  const target = readObject(resolved, 'ExtendedS3DestinationConfiguration', logicalId)
  const parameters = processorOf(target, logicalId)
  const functionArn = parameters.get('LambdaArn')
  const arn = attributes['Arn'] ?? ''
  if (functionArn === undefined) return undefined
  return {
    name: ref,
    arn,
    functionArn,
    bucket: readString(target, 'BucketARN', logicalId).replace(/^.*:::/, ''),
    prefix: readOptionalString(target, 'Prefix', logicalId) ?? '',
    errorPrefix: readOptionalString(target, 'ErrorOutputPrefix', logicalId) ?? '',
    bufferBytes: Number(parameters.get('BufferSizeInMBs') ?? 1) * mb,
    bufferMs: Number(parameters.get('BufferIntervalInSeconds') ?? 60) * 1_000,
    subscribed: subscribedTo(arn, resolver),
  }
}

function processorOf(target: JsonObject, where: string): ReadonlyMap<string, string> {
  const processors = readObjects(readObject(target, 'ProcessingConfiguration', where), 'Processors', where)
  const lambda = processors.find((each) => readField(each, 'Type') === 'Lambda')
  const parameters = lambda === undefined ? [] : readObjects(lambda, 'Parameters', where)
  const read = (each: JsonObject, key: string): string => readString(each, key, where)
  return new Map(parameters.map((each) => [read(each, 'ParameterName'), read(each, 'ParameterValue')]))
}

function subscribedTo(streamArn: string, resolver: Resolver): ReadonlyMap<string, string> {
  const followed = resolver
    .resourcesOf('AWS::Logs::SubscriptionFilter')
    .filter(({ resolved }) => readField(resolved, 'DestinationArn') === streamArn)
    .map(({ resolved, logicalId }) => readString(resolved, 'LogGroupName', logicalId))
  const groups = new Set(followed)
  return new Map(
    resolver.resourcesOf('AWS::Lambda::Function').flatMap((each): readonly (readonly [string, string])[] => {
      const group = logGroupOf(each)
      return group !== undefined && groups.has(group) ? [[each.ref, group]] : []
    }),
  )
}

function logGroupOf({ resolved, logicalId }: LocalResource): string | undefined {
  return readOptionalString(readObject(resolved, 'LoggingConfig', logicalId), 'LogGroup', logicalId)
}
