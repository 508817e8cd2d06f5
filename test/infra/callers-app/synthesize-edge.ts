/** A pool and two sites in one stack. Outside of us-east-1 CDK makes a second stack there for what runs at the edge. */
import { UserPool } from 'aws-cdk-lib/aws-cognito'
import { App, Stack } from 'aws-cdk-lib/core'
import { Construct } from 'constructs'

import { addSite, addSiteClient } from './add-edge.ts'

/** Writes the cloud assembly to `outdir`; the template of the stack is `Login.template.json`. */
export function synthesizeEdge(outdir: string, region: string): void {
  const app = new App({ autoSynth: false, builtinCloudFormationValidation: false, outdir })
  const stack = new Stack(app, 'Login', { env: { region } })
  addSiteClient(new UserPool(stack, 'Pool', { signInAliases: { email: true } }))
  addSite(stack)
  addSite(new Construct(stack, 'Other'))
  app.synth()
}
