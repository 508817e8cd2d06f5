/** Loaded into each sandbox first: answers the file that aws-lambda-ric would build at install with one in JavaScript. */
'use strict'
if (process.env['LOCAL_SLOW_MOTION'] !== undefined) require('./slow-motion.cjs')

const { registerHooks } = require('node:module')
const { pathToFileURL } = require('node:url')

const client = pathToFileURL(require.resolve('./native-client.cjs')).href

const hooks = registerHooks({
  resolve(specifier, context, nextResolve) {
    if (specifier !== './rapid-client.node') return nextResolve(specifier, context)
    // The function's own imports come later and pass no hook.
    hooks.deregister()
    return { url: client, format: 'commonjs', shortCircuit: true }
  },
})
