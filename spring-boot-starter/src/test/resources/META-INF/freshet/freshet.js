export class FreshetSource {}
