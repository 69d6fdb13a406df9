"""Which wordings of the Entity List mean the same? Codes, and under each its wordings.

A licence requirement comes in 88 wordings on the Consolidated Screening List of 2026-07-31, a
policy in 77, and the eCFR has some of its own. Here they stand without ``§``, one for all that
differ in spacing, punctuation and case. The codes are ours; the text of the listing is the law.
"""

from typing import Final

REQUIREMENTS: Final = """
all-items
  For all items subject to the EAR.
  For all items subject to the EAR. (See 744.11)
  For all items subject to the EAR (See 744.2 of the EAR)
  For all items subject to the EAR (See 744.3 of the EAR)
  For all items subject to the EAR. (See 744.11 of the EAR).
  For all items subject to the EAR. (See 744.2 (d) of the EAR)
  For All Items Subject to the EAR (See 744.11(b) of the EAR).
  For all items subject to the EAR. (See part744.11 of the EAR).
  For all items subject to the EAR. (See 746.8(a)(4) of the EAR)
all-items case-by-case-for-ccl-items
  For all items subject to the EAR, with case-by-case basis for items listed on the CCL
all-items footnote-4
  For all items subject to the EAR. (See 734.9(e) and 744.11 of the EAR)4
  For all items subject to the EAR. (See 734.9(e)(2) and 744.11 of the EAR)
  For all items subject to the EAR. (See 734.9(e)(2) and 744.11 of the EAR)4
  For all items subject to the EAR. (Se 734.9(e)(2) and 744.11 of the EAR) 4
all-items except-ofac-general-license-11
  For all items subject to the EAR (See 744.11 of the EAR), apart from items that are related to
    transactions that are authorized by the Department of the Treasury's Office of Foreign
    Assets Control pursuant to General License No. 11 of December 20, 2016. Russia does not
    include the "Crimea region of Ukraine," as that term is defined in section 8(d) of E.O.
    13685.
all-items footnote-3 except-ofac-general-license-1b
  All items subject to the EAR, apart from items that are related to transactions that are
    authorized by the Department of the Treasury's Office of Foreign Assets Control pursuant to
    General License No. 1B of March 2, 2021. (See 734.9(g),3 746.8(a)(3), and 744.21(b) of the
    EAR)
all-items footnote-3
  For all items subject to the EAR. (See 734.9(g),3 746.8(a)(3), and 744.11 of the EAR)
  For all items subject to the EAR (See 734.9(g), 746.8(a)(3), and 744.21(b) of the EAR)
  For all items subject to the EAR. (See 734.9(g),3 744.21(b) and 746.8(a)(3) of the EAR)
  For all items subject to the EAR. (See 734.9(g),3 746.8(a)(3), and 744.21(b) of the EAR)
  For all items subject to the EAR. (See 744.8(b), 744.11, 734.9(g),3 746.8(a)(3), and 744.21(b)
    of the EAR)
all-items footnote-1 footnote-2
  For all items subject to the EAR, see 734.9(e)1 and 744.11 of the EAR2
all-items except-listed-fuels-and-joint-ventures
  All items subject to the EAR except for: crude oil, condensates, aromatics, natural gas
    liquids, hydrocarbon gas liquids, natural gas plant liquids, refined petroleum products,
    liquefied natural gas, natural gas, synthetic natural gas, and compressed natural gas under
    the following Harmonized System (HS) codes: 271111, 2711210000, 2711210000, 2709,
    2709002010, 2707, 27075000, 2710, 271019, 271112, 271113, 271114, 271119, 27111990, 271311,
    271312, 271012250, 2901, 290511, 2701, 29109020, 29151310, 29155020, 29156050, 29159020,
    29161210, 29280025, 29321910, 29362920, 29419030, 2909300000, 2917194500, 2922504500,
    2924296000, 2925294500, 2928002500, 2933194350; or items required for the continued
    operation of joint ventures with persons from countries in Country Group A:1 in supplement
    no. 1 to part 740 of the EAR not operating in any body of water, or the airspace above any
    body of water, within the following coordinates: Upper Left: 26°4'48.931" N 104°31'41.383"
    E; Upper Right: 26°4'48.931" N 123°19'22.225" E; Lower Right: 0°0'0.00" N 123°19'22.225" E;
    Lower Left: 0°0'0.00" N 104°31'41.383" E
all-items footnote-3 gov-exception
  All items subject to the EAR. (See 734.9(g),3 746.8(a)(3), and 744.21(b) of the EAR). This
    license requirement may be overcome by License Exception GOV under 740.11(b)(2) and (e).
all-items footnote-3 wherever-located
  All items subject to the EAR. (See 734.9(g),3 746.8(a)(3), and 744.21(b) of the EAR) The
    license requirements under this entry also extend to any export, reexport and transfer
    (in-country) to the entity wherever located worldwide.
all-items gov-exception
  For all items subject to the EAR. (See 744.11 of the EAR). This license requirement may be
    overcome by License Exception GOV under 740.11(b)(2) and (e).
all-items footnote-unclear
  For all items subject to the EAR. (See 734.9(e) and 744.11 of the EAR)
ccl-items-of-746-supplement-7
  For items on the CCL and listed in supplement no. 7 to part 746 of the EAR
all-items-in-746.8-a-4-projects
  For all items subject to the EAR when used in projects specified in 746.8(a)(4) of the EAR
ccl-and-ear99-items-of-746-supplement-7
  For items on the CCL and EAR99 items listed in supplement no. 7 to part 746 of the EAR.
all-items footnote-5
  For all items subject to the EAR. (See 734.4(a)(9), 734.9(e)(3), and 744.11 of the EAR)5
all-items except-ear99-uav-technology-of-the-operator
  For All Items Subject to the EAR (See 744.11 of the EAR), except for EAR99-designated
    technology for the operation, maintenance, or repair of unmanned aerial vehicles (UAV)
    released to this entity by the operator of the UAV.
all-items gov-exception-for-geological-survey
  For All Items Subject to the EAR (See 744.11 of the EAR). This license requirement may be
    overcome by License Exception GOV under 740.11(b) when used by the U.S Geological Survey.
items-of-744-supplement-2
  For any item subject to the EAR listed in supplement no. 2 to part 744.
"""

POLICIES: Final = """
presumption-of-denial
  Presumption of denial.
  Presumption for denial.
as-the-sections-say
  See 744.3 of this part
  See 744.2(d) of the EAR
  See 744.3(d) of the EAR
  See 744.3(d) of this part
  See 744.2(d) of this part
  See 744.4(d) of this part.
  See 744.2(d) and 744.3(d)
  See 746.8(b)(2) of the EAR
  See 744.11 and 744.23(d) of the EAR
  See 744.2(d) and 744.3(d) of the EAR
  See 744.2(d), 744.3(d), and 744.4(d).
  See 744.2(d), and 744.3(d) of this part
  See 740.26, 744.11 and 744.23(d) of the EAR.
  See 744.2(d) of the EAR and 744.3(d) of the EAR
  See 744.2(d), 744.3(d), and 744.4(d) of this part.
  The license application procedure and license review policy for entities specified in
    supplement no. 2 to part 744 is specified in 744.21(d) and (e).
case-by-case
  Case-by-case basis
  Case-by-case review.
presumption-of-approval-for-ear99 case-by-case-for-ccl-items
  Presumption of approval for EAR99; case-by-case review for all items on the CCL
  Case-by-case for all items listed on the CCL. Presumption of approval for EAR99 items
  Case-by-case for all items listed on the CCL. Presumption of approval for EAR99 items. See
    744.2(d) of the EAR
presumption-of-approval-for-ear99
  Presumption of approval for EAR99 items
policy-of-denial
  Policy of denial.
  Policy of denial. See 746.8(b)
  Policy of denial. See 746.8 of the EAR
  Policy of denial. See 746.8(b) and 744.21(e)
  Policy of denial for all items subject to the EAR.
  Policy of denial for all items subject to the EAR. See 746.8(b)
policy-of-denial case-by-case-for-food-and-medicine
  Policy of denial for all items subject to the EAR apart from food and medicine designated as
    EAR99, which will be reviewed on a case-by-case basis. See 746.8(b) and 744.21(b)
  Policy of denial for all items subject to the EAR apart from food and medicine designated as
    EAR99, which will be reviewed on a case-by-case basis. See 746.8(b) and 744.21(e).
presumption-of-denial case-by-case-for-detection-items case-by-case-against-infectious-disease
  Case-by-case review for ECCNs 1A004.c, 1A004.d, 1A995, 1A999.a, 1D003, 2A983, 2D983, and
    2E983, and for EAR99 items described in the Note to ECCN 1A995; case-by-case review for
    items necessary to detect, identify and treat infectious disease; and presumption of denial
    for all other items subject to the EAR.
  Case-by-case review for ECCNs 1A004.c, 1A004.d, 1A995, 1A999.a, 1D003, 2A983, 2D983, and
    2E983, and for EAR99 items described in the Note to ECCN 1A995; casa-by-case review for
    items necessary to detect, identify and treat infectious disease; and presumption of denial
    for all other items subject to the EAR.
case-by-case-for-civil-aviation-safety
  Case-by-Case review for licenses for the safety of civil aviation of aircraft.
presumption-of-denial case-by-case-against-infectious-disease
  Case-by-case review for items necessary to detect, identify and treat infectious disease;
    Presumption of denial for all other items subject to the EAR.
policy-of-denial case-by-case-for-food-and-medicine case-by-case-for-space-station
  Policy of denial for all items subject to the EAR apart from food and medicine designated as
    EAR99 and for U.S. Government supported use in the International Space Station (ISS), which
    will be reviewed on a case-by-case basis. See 746.8(b) and 744.21(e).
  Policy of denial for all items subject to the EAR apart from food and medicine designated as
    EAR99 and for items for U.S. Government supported use in the International Space Station
    (ISS), which will be reviewed on a case-by-case basis. See 746.8(b) and 744.21(e).
policy-of-denial case-by-case-for-space-station
  Policy of Denial. Case-by-case basis for items for U.S. Government supported use in the
    International Space Station (ISS).
policy-of-denial case-by-case-for-us-space-programs
  Policy of denial; Case-by-case basis for U.S. Government supported space programs.
presumption-of-denial case-by-case-for-telecommunications
  Case-by-case review for telecommunications infrastructure items described in Category 5 Part 1
    or Category 5 Part 2 and consumer communications devices identified in 740.19; Presumption
    of denial for all other items subject to the EAR
requirement-printed-as-policy
  For all items subject to the EAR. (See 744.11 of the EAR)
  For all items subject to the EAR when used in projects specified in 746.8(a)(4) of the EAR
presumption-of-denial case-by-case-outside-3b-items
  Presumption of denial except case-by-case for items not described in ECCN 3B001.a.4, .c, .d,
    f.1.b.2, .k to .p; 3B002.c, 3B993, or 3B994
presumption-of-denial case-by-case-for-200mm-wafers
  Presumption of denial for all items to include items described in ECCN 3B001.a.4, .c, .d,
    f.1.b.2, .k to .p; 3B002.c, 3B993, or 3B994. Case-by-case for items designed for production
    of 200mm wafers destined to a 200mm wafer production facility.
presumption-of-denial case-by-case-for-detection-items
  Case-by-case review for ECCNs 1A004.c, 1A004.d, 1A995, 1A999.a, 1D003, 2A983, 2D983, and
    2E983, and for EAR99 items described in the Note to ECCN 1A995; presumption of denial for
    all other items subject to the EAR.
"""
