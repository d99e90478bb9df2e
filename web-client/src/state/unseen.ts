/** Which texts came in while nobody could see where they appear. */
export class Unseen {
  private place: string | null = null;
  private known = new Set<string>();
  private fresh = new Set<string>();

  /**
   * How many of these texts arrived out of sight. What is there when a step begins is known, and
   * everything is seen as soon as their place is in sight.
   */
  count(place: string, texts: readonly string[], inSight: boolean): number {
    const here = new Set(texts);
    if (place !== this.place || inSight) this.fresh.clear();
    else for (const text of texts) if (!this.known.has(text)) this.fresh.add(text);
    for (const text of this.fresh) if (!here.has(text)) this.fresh.delete(text);
    this.place = place;
    this.known = here;
    return this.fresh.size;
  }
}
