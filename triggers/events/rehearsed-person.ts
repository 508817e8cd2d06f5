/** The person of a rehearsal, who does not exist, in a pool that does not exist. */
export const rehearsedEmail = 'rehearsal@example.com'
export const rehearsedSub = '00000000-0000-4000-8000-000000000000'

/** After the Region. */
export const rehearsedPool = '_Rehearsal'
