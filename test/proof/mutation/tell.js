/** Tells of each mutation as it ends, so that a run that is stopped has told what it found. */
class Tell {
  #tried = 0

  onMutantTested({ status, fileName, location, replacement, statusReason, killedBy }) {
    this.#tried += 1
    const at = `${fileName.replace(/^.*?(?=(server|widget)\/)/, '')}:${location.start.line}`
    console.log(
      `${this.#tried} ${status} ${at} ${replacement?.replaceAll(/\s+/g, ' ').slice(0, 120)} ${killedBy ?? ''} ${statusReason ?? ''}`.trimEnd(),
    )
  }
}

export const strykerPlugins = [{ kind: 'Reporter', name: 'tell', injectableClass: Tell }]
