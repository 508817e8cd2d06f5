/** What becomes of a resource that people need when it leaves the template. */
import { RemovalPolicy } from 'aws-cdk-lib/core'

/** A kept resource stays when the stack is deleted or replaces it. When the deployment that made it is rolled back, it goes
 * with it: nobody has used it, and what stays behind would stand in the way of the next try. */
export function removalOf(isKept: boolean): RemovalPolicy {
  return isKept ? RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE : RemovalPolicy.DESTROY
}
