/** Loaded into each sandbox first: answers the file that aws-lambda-ric would build at install with one in JavaScript. */
'use strict'
if (process.env['LOCAL_SLOW_MOTION'] !== undefined) require('./slow-motion.cjs')

// As AWS's own tracing does: a call on behalf of an invocation carries its trace, so that the console can show the chain.
require('node:diagnostics_channel').subscribe('http.client.request.created', ({ request }) => {
  const trace = process.env['_X_AMZN_TRACE_ID']
  const isService = request.hasHeader('x-amz-target') || request.path.startsWith('/oauth2/')
  if (trace !== undefined && isService && request.host === '127.0.0.1' && !request.headersSent)
    request.setHeader('x-amzn-trace-id', trace)
})

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
