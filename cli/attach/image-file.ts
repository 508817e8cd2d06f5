/** The pool as it was before the last change, in a file that only its owner reads. It has settings and no users. */
import { readFile, rename, writeFile } from 'node:fs/promises'
import { type PreImage, readPreImage } from '@cognito-trigger-suite/triggers/internal/attach/pre-image'
import { causeOf } from '@cognito-trigger-suite/triggers/core/step'
import { readJson } from '@cognito-trigger-suite/triggers/internal/core/json'
import { usageError } from '../cli-error.ts'

export interface ImageFile {
  readonly readImage: () => Promise<PreImage | undefined>
  readonly writeImage: (image: PreImage) => Promise<void>
}

export function imageFile(path: string, shown: string, userPoolId: string): ImageFile {
  let isThere = false
  return {
    async readImage() {
      let text: string
      try {
        text = await readFile(path, 'utf8')
      } catch (error) {
        if (causeOf(error) === 'ENOENT') return undefined
        throw usageError(`${shown} cannot be read: name another --pre-image.`, error)
      }
      const image = readPreImage(readJson(text))
      isThere = image?.userPoolId === userPoolId
      if (isThere) return image
      throw usageError(`${shown} is not the pre-image of ${userPoolId}: name another --pre-image.`)
    },
    // As a whole or not at all.
    async writeImage(image) {
      const next = `${path}.next`
      try {
        await writeFile(next, `${JSON.stringify(image, null, 2)}\n`, { mode: 0o600 })
        await rename(next, path)
        isThere = true
      } catch (error) {
        // Another one would not know what stood there before.
        const advice = isThere
          ? 'make it writable and run the same command again'
          : 'name another --pre-image'
        throw usageError(`${shown} cannot be written: ${advice}.`, error)
      }
    },
  }
}
