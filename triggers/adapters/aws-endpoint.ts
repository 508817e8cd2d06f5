/** Where an AWS service is: by the Region, its partition, and the variables that every AWS SDK obeys. */
import { isSafe } from '../core/own-origin.ts'
import type { AwsService } from './aws-services.ts'
import { functionRegion, switchOf } from './setting.ts'

/** The endpoint in the function's Region. `AWS_ENDPOINT_URL_<variable>` and `AWS_ENDPOINT_URL` replace it and win over
 * `AWS_USE_FIPS_ENDPOINT` and `AWS_USE_DUALSTACK_ENDPOINT`.
 * @throws TypeError without a Region, or when a variable's value is not known or not safe
 * @see https://docs.aws.amazon.com/sdkref/latest/guide/feature-ss-endpoints.html
 * @see https://docs.aws.amazon.com/sdkref/latest/guide/feature-endpoints.html */
export function awsEndpoint(service: AwsService): URL {
  const all = 'AWS_ENDPOINT_URL'
  const name = [`${all}_${service.variable}`, all].find((each) => process.env[each])
  const url = URL.parse(process.env[name ?? ''] ?? regionalEndpoint(service, functionRegion()))
  if (isSafe(url)) return url
  throw new TypeError(`${name} must be https, or on loopback`)
}

function regionalEndpoint(
  { signingName, host: name = signingName, ...special }: AwsService,
  region: string,
): string {
  const isDualStack = switchOf('AWS_USE_DUALSTACK_ENDPOINT')
  const plain = `${name}.${region}`
  const isPlainFips = special.plainFips?.test(isDualStack ? `dual ${plain}` : plain)
  const host = switchOf('AWS_USE_FIPS_ENDPOINT') && !isPlainFips ? `${name}-fips.${region}` : plain
  const [domain, dualStack] = domainsOf(region)
  return `https://${host}.${isDualStack && !special.plainDualStack?.test(host) ? dualStack : domain}`
}

/** The domain of the Region's partition, and the one that answers over IPv6 too. The isolated partitions are missing,
 * since they have no public documents. There `AWS_ENDPOINT_URL_<SERVICE>` names the endpoints.
 * @see https://docs.aws.amazon.com/whitepapers/latest/aws-fault-isolation-boundaries/partitions.html */
export function domainsOf(region: string): readonly [domain: string, dualStack: string] {
  if (region.startsWith('cn-')) return ['amazonaws.com.cn', 'api.amazonwebservices.com.cn']
  if (region.startsWith('eusc-')) return ['amazonaws.eu', 'api.amazonwebservices.eu']
  return ['amazonaws.com', 'api.aws']
}
