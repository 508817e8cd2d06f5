/** How often a test tries what chance decides: a few times by default, all of them with `FULL=1`. */

const full = process.env['FULL']
if (full !== undefined && full !== '1') throw new TypeError(`FULL is '${full}': set it to 1 or not at all.`)

export function runs<Count>(counts: { readonly few: Count; readonly full: Count }): Count {
  return full === '1' ? counts.full : counts.few
}
