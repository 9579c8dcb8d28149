/** What the pages’ own styles were before the first lock, and how many locks there are; by page. */
const locks = new WeakMap<Document, { count: number; readonly overflow: string; readonly gutter: string }>()

/**
 * Keeps a page from scrolling behind a modal dialog, with the room of its scroll bar kept, until what is returned is
 * called. Several may be held at once.
 */
export function lockScroll(page: Document): () => void {
  const { style, clientWidth } = page.documentElement
  const lock = locks.get(page) ?? { count: 0, overflow: style.overflow, gutter: style.scrollbarGutter }
  locks.set(page, lock)
  lock.count += 1
  if (lock.count === 1) {
    if ((page.defaultView?.innerWidth ?? clientWidth) > clientWidth) style.scrollbarGutter = 'stable'
    style.overflow = 'hidden'
  }
  let isHeld = true
  return () => {
    if (!isHeld) return
    isHeld = false
    lock.count -= 1
    if (lock.count > 0) return
    locks.delete(page)
    style.overflow = lock.overflow
    style.scrollbarGutter = lock.gutter
  }
}
