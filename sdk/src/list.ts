/** One page of a list as it goes over the wire. */
export interface WirePage<T> {
  object: 'list'
  data: T[]
  hasMore: boolean
  nextCursor?: string | null
}

/** One page, as an array: `list[0]`, `list.length`, `list.map(…)`. `for await` goes on to all pages. */
export class List<T> extends Array<T> {
  /** Is there a page after this one? */
  hasMore = false
  /** Where the next page begins. */
  nextCursor: string | undefined
  #next: ((cursor: string) => Promise<List<T>>) | undefined

  /** What `map` and `filter` make is a plain array, no page. */
  static override get [Symbol.species](): ArrayConstructor {
    return Array
  }

  static page<T>(page: WirePage<T>, next: (cursor: string) => Promise<List<T>>): List<T> {
    const list = new List<T>()
    list.push(...page.data)
    list.hasMore = page.hasMore
    list.nextCursor = page.nextCursor ?? undefined
    list.#next = next
    // Beside the items, not among them: neither for…in nor a deep comparison sees them.
    for (const name of ['hasMore', 'nextCursor']) Object.defineProperty(list, name, { enumerable: false })
    return list
  }

  /** The page after this one; undefined at the end. */
  async nextPage(): Promise<List<T> | undefined> {
    if (!this.hasMore || !this.nextCursor || !this.#next) return undefined
    return this.#next(this.nextCursor)
  }

  /** Every item of this page and of all that follow. */
  async *[Symbol.asyncIterator](): AsyncGenerator<T, void, undefined> {
    let page: List<T> | undefined = this
    while (page) {
      for (const item of page) yield item
      page = await page.nextPage()
    }
  }
}

/** `await` gives the first page; `for await` gives every item of every page. */
export class ListPromise<T> implements PromiseLike<List<T>>, AsyncIterable<T> {
  #first: Promise<List<T>> | undefined

  constructor(private readonly ask: () => Promise<List<T>>) {}

  #page(): Promise<List<T>> {
    return (this.#first ??= this.ask())
  }

  then<A = List<T>, B = never>(
    done?: ((list: List<T>) => A | PromiseLike<A>) | null,
    failed?: ((reason: unknown) => B | PromiseLike<B>) | null,
  ): Promise<A | B> {
    return this.#page().then(done, failed)
  }

  catch<B = never>(failed?: ((reason: unknown) => B | PromiseLike<B>) | null): Promise<List<T> | B> {
    return this.#page().catch(failed)
  }

  finally(done?: (() => void) | null): Promise<List<T>> {
    return this.#page().finally(done)
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<T, void, undefined> {
    yield* await this.#page()
  }

  /** All items, at most `limit` of them. */
  async all(limit = Number.POSITIVE_INFINITY): Promise<T[]> {
    const items: T[] = []
    for await (const item of this) {
      if (items.length >= limit) break
      items.push(item)
    }
    return items
  }
}
