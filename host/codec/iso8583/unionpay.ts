/** The dialect of UnionPay POS terminals, which the terminal and its acquirer speak. */
import { Dialect } from "./dialect.ts";

export const UNIONPAY = Dialect.builtIn("unionpay-pos");
