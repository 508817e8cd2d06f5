/** The first label of managed login's domain, for a suite that names none. */
import { createHash } from 'node:crypto'
import { Aws, Fn } from 'aws-cdk-lib/core'
import type { Construct } from 'constructs'

/** Cognito gives a label to one pool of a Region, of all accounts. The id of a stack is its own in all of them, and stays
 * over updates. A stack may hold two suites, which their places in the app set apart. */
export function defaultDomainPrefix({ node }: Construct): string {
  const place = createHash('sha256').update(node.path).digest('hex').slice(0, 8)
  return `trigger-suite-${place}-${Fn.select(2, Fn.split('/', Aws.STACK_ID))}`
}
