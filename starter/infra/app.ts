/** The CDK app: `npm run synth`, `cdk deploy`. The settings of the pool stand in cdk.json, under `context`. */
import { join } from 'node:path'

import { runSuiteApp } from '@cognito-trigger-suite/cdk/app'

runSuiteApp({ suite: join(import.meta.dirname, '../triggers/suite.ts') })
