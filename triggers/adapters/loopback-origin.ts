/** Where services of others are on a laptop: the local stack answers for them at an address of its own. */

/** The address with its origin replaced by the one in the variable; nothing but loopback is taken for one. */
export function onLoopback(address: URL, variable: string): URL {
  const local = URL.parse(process.env[variable] ?? '')
  return local?.hostname === '127.0.0.1' ? new URL(address.pathname + address.search, local) : address
}
