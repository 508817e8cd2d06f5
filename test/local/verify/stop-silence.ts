/** A clock on which the five seconds of a trigger are over once its function has begun and will not answer. */
import { type Clock, systemClock } from '../../../triggers/core/deadline.ts'

const triggerLimitMs = 5_000

export function stopSilence(endpoint: () => string, UserPoolId: string): Clock {
  let over = 0
  const countSilent = async (): Promise<number> => {
    const answer = await fetch(endpoint(), {
      method: 'POST',
      headers: {
        'x-amz-target': 'AWSCognitoIdentityProviderService.ListGroups',
        authorization: 'AWS4-HMAC-SHA256 any',
      },
      body: JSON.stringify({ UserPoolId, Limit: 60 }),
    })
    return (await answer.text()).split('"call.silent--').length - 1
  }
  return {
    ...systemClock,
    after(ms, callback) {
      if (ms !== triggerLimitMs) return systemClock.after(ms, callback)
      const due = over + 1
      const cancelled = new AbortController()
      const watch = async (): Promise<void> => {
        while (!cancelled.signal.aborted && (await countSilent()) < due);
        if (cancelled.signal.aborted) return
        over = due
        callback()
      }
      void watch()
      return () => cancelled.abort()
    },
  }
}
