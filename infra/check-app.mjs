/** Loaded before a CDK app in TypeScript, `node --import @cognito-trigger-suite/cdk/check-app infra/app.ts`: says in one
 * sentence what the app needs. It is JavaScript, since an older Node reads nothing else. */
import { createRequire } from 'node:module'

const require = createRequire(import.meta.url)
const { version } = process
const [least] = /\d+/.exec(require('./package.json').engines.node)

const isNodeTooOld = Number.parseInt(version.slice(1)) < Number(least)
const lacking = ['aws-cdk-lib', 'constructs'].find((name) => {
  try {
    return !require.resolve(name)
  } catch {
    return true
  }
})
if (isNodeTooOld || lacking) {
  process.stderr.write(
    isNodeTooOld
      ? `Node ${version.slice(1)} is too old: install Node ${least}, which AWS Lambda runs too, and try again.\n`
      : `The app needs ${lacking}, which is not installed: run \`npm install ${lacking}\`.\n`,
  )
  process.exit(1)
}
